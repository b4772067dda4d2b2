using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>How a party goes on under new keys, changes its machine's certificate, or leaves (chain.md §2, decision record 0025).</summary>
internal static class RotationRules
{
    /// <summary>An enrolled party about itself; a retirement is also the word of who seals the chain. Ended keys were refused before.</summary>
    public static Refusal? AuthorOf(Record record, JudgementContext context)
    {
        if (record.Body is Retire retire)
        {
            return record.Author == context.Genesis.Supernode.Signing || record.Author == retire.Party ? null
                : RecordRules.IsKnown(record.Author, context) ? Refusals.AuthorNotAllowed.With(record.Kind)
                : Refusals.AuthorUnknown;
        }

        return context.Entries.Enrolment(record.Author) is not { } party
            ? RecordRules.IsKnown(record.Author, context) ? Refusals.AuthorNotAllowed.With(record.Kind) : Refusals.AuthorUnknown
            : record.Body is RotateTls ? party.TlsFingerprint.IsZero ? Refusals.AuthorNotAllowed.With("only a party with a machine") : null
            : Seals(party) ? Refusals.RotationNotHere
            : context.Entries.Credit(record.Author) is { Expelled: true } ? Refusals.AuthorExpelled
            : null;
    }

    public static Refusal? CheckKey(Record record, RotateKey body, JudgementContext context, List<Obligation> obligations)
    {
        var party = context.Entries.Enrolment(record.Author)!;
        if (body.Previous != record.Author || body.Multisignature.IsEmpty == (party.Role == PartyRole.Doctor))
        {
            return Refusals.RotationInvalid.With(body.Previous != record.Author ? "another key is named" : "multisignature key");
        }

        if (!body.Multisignature.IsEmpty)
        {
            if (context.Entries.Used(StateKinds.UsedMultisignatureKey, body.Multisignature.Span))
            {
                return Refusals.NotNew.With("multisignature key");
            }

            obligations.Add(new PossessionObligation(body.Multisignature, body.Keys.Signing, body.ProofOfPossession));
        }

        return EnrolmentRules.CheckParty(record, body, context, obligations);
    }

    /// <summary>A certificate that no rotation brought before, and an end of the old one that lies ahead.</summary>
    public static Refusal? CheckTls(Record record, RotateTls body, JudgementContext context) =>
        body.TlsFingerprint.IsZero || body.TlsFingerprint == context.Entries.Enrolment(record.Author)!.TlsFingerprint
            || context.Entries.Used(StateKinds.UsedTlsFingerprint, body.TlsFingerprint.ToArray()) ? Refusals.NotNew.With("certificate")
        : body.OldUntilMillis <= context.TimeMillis || body.OldUntilMillis > context.TimeMillis + RecordLimits.TlsOverlapMillisMax ? Refusals.TlsOverlapInvalid
        : null;

    /// <summary>The key in force of a party that seals no chain.</summary>
    public static Refusal? CheckRetire(Record record, Retire body, JudgementContext context) =>
        context.Entries.Enrolment(body.Party) is not { } party ? Refusals.PartyUnknown.With(body.Party.ToString())
        : context.Entries.EndOf(body.Party) is { } ended ? ended
        : Seals(party) ? Refusals.RotationNotHere
        : null;

    private static bool Seals(EnrolmentEntry party) => party.Role is PartyRole.Manager or PartyRole.Hospital;
}
