using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>What rotations and retirements change in the state. Total, as <see cref="StateTransition"/>.</summary>
internal static class RotationTransition
{
    public static void Change(List<StateChange> changes, Record record, JudgementContext context, ulong height)
    {
        switch (record.Body)
        {
            case RotateKey body:
                Rotate(changes, body, context, height);
                break;
            case RotateTls body:
                Announce(changes, record.Author, body, context);
                break;
            case Retire body:
                var leaving = context.Entries.Enrolment(body.Party)!;
                Set(changes, body.Party, leaving.With(leaving.Course with { EndedAtHeight = height }));
                break;
            default:
                throw new InvalidOperationException($"{record.Kind} rotates nothing");
        }
    }

    /// <summary>The new key takes over all that the party is; the old one and the party's first point to it.</summary>
    private static void Rotate(List<StateChange> changes, RotateKey body, JudgementContext context, ulong height)
    {
        var before = context.Entries.Enrolment(body.Previous)!;
        var party = before.PartyOf(body.Previous);
        StateTransition.UseKeys(changes, body.Keys);
        if (!body.Multisignature.IsEmpty)
        {
            StateTransition.Use(changes, StateKinds.UsedMultisignatureKey, body.Multisignature.Span);
        }

        Set(changes, body.Keys.Signing, new EnrolmentEntry
        {
            Role = before.Role,
            Sealing = body.Keys.Sealing,
            P21Receiving = body.Keys.P21Receiving,
            TlsFingerprint = before.TlsFingerprint,
            Owner = before.Owner,
            Multisignature = body.Multisignature,
            Department = before.Department,
            Course = before.Course with { Party = party, Epoch = checked(before.Course.Epoch + 1), SinceMillis = context.TimeMillis },
        });
        Set(changes, body.Previous, before.With(before.Course with { Successor = body.Keys.Signing, EndedAtHeight = height }));
        if (party != body.Previous)
        {
            var first = context.Entries.Enrolment(party)!;
            Set(changes, party, first.With(first.Course with { Successor = body.Keys.Signing }));
        }
    }

    private static void Announce(List<StateChange> changes, Bytes32 author, RotateTls body, JudgementContext context)
    {
        var machine = context.Entries.Enrolment(author)!;
        StateTransition.Use(changes, StateKinds.UsedTlsFingerprint, body.TlsFingerprint.ToArray());
        Set(changes, author, machine.With(
            machine.Course with { PreviousTls = machine.TlsFingerprint, PreviousTlsUntilMillis = body.OldUntilMillis }, body.TlsFingerprint));
    }

    private static void Set(List<StateChange> changes, Bytes32 key, EnrolmentEntry entry) =>
        StateTransition.Set(changes, StateKinds.Enrolment, key.ToArray(), entry.ToBytes());
}
