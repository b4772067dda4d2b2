using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Enrolments: keys are well formed, new on the chain, and signed for by the party itself.</summary>
internal static class EnrolmentRules
{
    public static Refusal? CheckHospital(Record record, EnrolHospital body, JudgementContext context, List<Obligation> obligations)
    {
        var entries = context.Entries;
        if (entries.HospitalOf(body.HospitalChainId) is not null
            || entries.Used(StateKinds.UsedHospitalKey, body.L19Key.Span)
            || entries.Used(StateKinds.UsedHospitalPid, body.Pid.Span))
        {
            return Refusals.NotNew.With("hospital");
        }

        obligations.Add(new PointObligation(KeyForm.G1, body.L19Key));
        return CheckParty(record, body, context, obligations);
    }

    public static Refusal? CheckServer(Record record, EnrolServer body, JudgementContext context, List<Obligation> obligations)
    {
        var ownerKnown = body.Owner == body.Keys.Signing || context.Entries.Enrolment(body.Owner) is not null;
        return ownerKnown ? CheckParty(record, body, context, obligations) : Refusals.AuthorUnknown.With("owner of the node");
    }

    public static Refusal? CheckDoctor(Record record, EnrolDoctor body, JudgementContext context, List<Obligation> obligations)
    {
        if (context.Entries.Used(StateKinds.UsedMultisignatureKey, body.Multisignature.Span))
        {
            return Refusals.NotNew.With("multisignature key");
        }

        var refusal = CheckParty(record, body, context, obligations);
        obligations.Add(new PossessionObligation(body.Multisignature, body.Keys.Signing, body.ProofOfPossession));
        return refusal;
    }

    /// <summary>What every enrolment owes.</summary>
    public static Refusal? CheckParty(Record record, EnrolmentBody body, JudgementContext context, List<Obligation> obligations)
    {
        if (AnyKeyUsed(body.Keys, context.Entries) is { } used)
        {
            return used;
        }

        AddKeyForms(body.Keys, obligations);
        obligations.Add(new SignatureObligation(
            body.Keys.Signing, SignedMessage.Enrol(record.ChainId, body.UnsignedHash()), body.PartySignature, Refusals.PartySignatureInvalid));
        return null;
    }

    /// <summary>None of the keys was enrolled or used for a visit before.</summary>
    public static Refusal? AnyKeyUsed(PartyKeys keys, ChainEntries entries) =>
        entries.SigningKeyUsed(keys.Signing) ? Refusals.NotNew.With("signing key")
        : entries.Used(StateKinds.UsedSealingKey, keys.Sealing.Span) ? Refusals.NotNew.With("sealing key")
        : entries.Used(StateKinds.UsedP21Key, keys.P21Receiving.Span) ? Refusals.NotNew.With("receiving key")
        : null;

    /// <summary>The three keys must be strict encodings.</summary>
    public static void AddKeyForms(PartyKeys keys, List<Obligation> obligations)
    {
        obligations.Add(new PointObligation(KeyForm.Signing, keys.Signing.ToArray()));
        obligations.Add(new PointObligation(KeyForm.Sealing, keys.Sealing));
        obligations.Add(new PointObligation(KeyForm.P21, keys.P21Receiving));
    }
}
