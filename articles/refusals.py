"""What a verb answers when it cannot do what it was asked: a named error, in words for the person who can act."""

from __future__ import annotations


class Refusal(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""

    words = "That cannot be done now."

    def __init__(self, words: str = "") -> None:
        super().__init__(words or self.words)


class VersionScheduled(Refusal):
    words = (
        "A version is already scheduled. Change its time, cancel it, or choose “Replace what is scheduled”."
    )


class NothingScheduled(Refusal):
    words = "Nothing is scheduled."


class NothingNew(Refusal):
    words = "Readers already see exactly this text. There is nothing to publish."


class NotOnSite(Refusal):
    words = "Readers cannot see this story now."


class StillOnSite(Refusal):
    words = "Readers can see this story now. Withdraw it first."


class WasWithdrawn(Refusal):
    words = "This story was withdrawn. Choose “Put it back on the site” if that is meant."


class EndsTooSoon(Refusal):
    words = "It would end before it starts. Choose a later end."


class MomentPassed(Refusal):
    words = "That moment has passed. Choose a later one."


class TooLate(Refusal):
    words = "It goes out within a second: too late to move or cancel it. Withdraw it afterwards if need be."


class AddressTaken(Refusal):
    words = "Another story has, or had, this address. Change the address."


class Embargoed(Refusal):
    words = "This story is under embargo."


class Outdated(Refusal):
    words = "Something changed since you opened this. Look at it again before you go on."


class NotApproved(Refusal):
    words = "This text is not approved. An editor approves it first."


class SameEyes(Refusal):
    words = "You changed the text last, so someone else approves it."


class WrongStage(Refusal):
    pass


class CannotWrite(Refusal):
    words = "Only somebody who may write stories can be given one."


class NoteEmpty(Refusal):
    words = "The note says nothing. Write a word or two."


class NoteTooLong(Refusal):
    words = "That is too long for a note."


class LegalQuestionOpen(Refusal):
    words = "A legal question is open. Only legal can clear it."


class NotFinished(Refusal):
    """A check stops it. `findings` says which."""

    def __init__(self, findings: tuple = ()) -> None:
        self.findings = findings
        super().__init__(" ".join(finding.words for finding in findings) or "Something is missing.")


class IncompleteCorrection(Refusal):
    words = "Say what we wrote and what is right: readers see both."


class NoteMissing(Refusal):
    words = "Say in one line what is new: readers see it."


class ReasonMissing(Refusal):
    words = "Say why: the reason is kept."


class ClockWrong(Refusal):
    words = "This server's clock is behind what it did a moment ago. Nothing was changed. Tell whoever runs the server."


class Stale(Refusal):
    words = "Somebody saved while you were writing. Your text is safe and not yet saved."


class InUse(Refusal):
    words = "It is in use and cannot be deleted."


class KindMissing(Refusal):
    words = "Say what kind of change it is: minor, an update or a correction."


class AlreadySetAside(Refusal):
    words = "A rewrite is set aside already. Publish the fix, or bring the rewrite back first."


class NothingSetAside(Refusal):
    words = "No rewrite is set aside."


class WordsNotFound(Refusal):
    words = "These words stand in nothing of this story."


class AlreadyRedacted(Refusal):
    words = "A version with these words was redacted before, and no text can be redacted twice."


class TooManyLinks(Refusal):
    words = "Twenty links of this work already. Revoke one first."


class TooMuchToKeep(Refusal):
    words = "This is too much to keep. Save it, or make two stories of it."


class PictureKnown(Refusal):
    words = "The library has this picture already."
