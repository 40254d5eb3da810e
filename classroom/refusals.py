"""What a class refuses, each with a word for its reason, which whoever speaks to a person puts into a sentence."""

from __future__ import annotations


class ClassError(Exception):
    """Something that cannot be had of a class; `reason` is one word."""

    reason = "refused"


class UnknownClassError(ClassError):
    """There is no such class: a wrong code, or it was closed, or its hours are over."""

    reason = "unknown"


class NotTheTeacherError(ClassError):
    """Only who has the secret of the teacher's link leads a class."""

    reason = "not_teacher"


class WrongPhaseError(ClassError):
    """The vote is not open, or another question is."""

    reason = "wrong_phase"


class FullClassError(ClassError):
    """As many take part as can."""

    reason = "full"


class UnknownPersonError(ClassError):
    """Nobody has such a token of the class."""

    reason = "unknown_person"


class BadValueError(ClassError):
    """The question cannot be answered by that."""

    reason = "bad_value"


class BadQuestionError(ClassError):
    """A question that cannot be asked.

    `reason` is "empty", "too_long", "bad_answer" (the right answer is none that a phone can give), "too_many" (questions of one
    class) or "bad_question".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyTriesError(ClassError):
    """Too many wrong codes were tried, from one address or in all."""

    reason = "too_many_tries"


class TooManyClassesError(ClassError):
    """So many classes are open that there is no room for one more."""

    reason = "too_many_classes"


class DatabaseGoneError(ClassError):
    """The database does not answer; what was to be written is not, and may be sent again."""

    reason = "database_gone"
