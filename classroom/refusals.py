"""What a class refuses; the page or the phone turns the `reason` of each into a sentence."""

from __future__ import annotations


class ClassError(Exception):
    """A request that is refused; `reason` is one word."""

    reason = "refused"


class UnknownClassError(ClassError):
    """There is no open class with this code: it is wrong, or the class was closed, or it has expired."""

    reason = "unknown"


class NotTheTeacherError(ClassError):
    """Only the teacher's link, which holds the secret, may change a class."""

    reason = "not_teacher"


class WrongPhaseError(ClassError):
    """The vote is not open, or another question is the present one."""

    reason = "wrong_phase"


class FullClassError(ClassError):
    """The class has as many people as it can hold."""

    reason = "full"


class UnknownPersonError(ClassError):
    """The class has given nobody this token."""

    reason = "unknown_person"


class BadValueError(ClassError):
    """The value does not answer the question."""

    reason = "bad_value"


class BadQuestionError(ClassError):
    """A question that cannot be asked.

    `reason` is "empty", "too_long", "bad_answer" (no phone can give the right answer), "too_many" (questions in one class) or
    "bad_question".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyTriesError(ClassError):
    """Too many wrong codes were tried, from one address or in total."""

    reason = "too_many_tries"


class TooManyOpenedError(ClassError):
    """One address has opened too many classes in a short time."""

    reason = "too_many_opened"


class TooManyClassesError(ClassError):
    """Too many classes are open."""

    reason = "too_many_classes"


class DatabaseGoneError(ClassError):
    """The database does not answer; nothing was written, and the request may be sent again."""

    reason = "database_gone"
