"""Recognitions of a cluster: titles that it bears under a scheme, for some time. On the cluster's own stream."""

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import Date, Label, Model, Occurred, PartyRef, Text


class _Recognition(Model):
    scheme: Label = Field(examples=["Krajowy Klaster Kluczowy"])
    grantor: PartyRef | None = None


class GrantRecognition(_Recognition, Command):
    """Record that a cluster was recognised under a scheme, such as that of the national key clusters."""

    collection, verb, aggregate = "clusters", "grant-recognition", "cluster"

    valid_from: Date | None = Field(None, description="`occurred` when left out.")
    valid_to: Date | None = Field(
        None, description="The last day; without one it holds until it is withdrawn."
    )


class RecognitionGranted(_Recognition, Event):
    """The cluster bears the title for this time."""

    type, aggregate = "RecognitionGranted", "cluster"
    command = GrantRecognition
    heading = ("{lane}, wyróżnienie: {scheme}", "{lane} recognised: {scheme}")

    valid_from: Occurred | None = None
    valid_to: Occurred | None = None


class _Withdrawal(Model):
    scheme: Label
    reason: Text | None = None


class WithdrawRecognition(_Withdrawal, Command):
    """Record that a cluster's recognition ended before its time."""

    collection, verb, aggregate = "clusters", "withdraw-recognition", "cluster"


class RecognitionWithdrawn(_Withdrawal, Event):
    """The cluster bears the title no longer."""

    type, aggregate = "RecognitionWithdrawn", "cluster"
    command = WithdrawRecognition
    heading = ("{lane}, koniec wyróżnienia: {scheme}", "{lane} recognised no longer: {scheme}")
    ends = ("RecognitionGranted",)
