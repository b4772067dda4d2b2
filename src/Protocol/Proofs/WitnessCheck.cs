using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Proofs;

/// <summary>Whether enough independent witnesses stand behind a HEAD (decision record 0011).</summary>
public static class WitnessCheck
{
    /// <summary>
    /// Null when at least <paramref name="required"/> parties cosigned. A cosignature that does not verify, or whose witness
    /// does not count, is as if it were not there: it costs whoever shows it nothing but the space.
    /// </summary>
    /// <param name="genesis">The chain's genesis.</param>
    /// <param name="head">HEAD and cosignatures.</param>
    /// <param name="required">How many parties the reader demands.</param>
    /// <param name="enrolmentOf">A key's entry on the registry chain, as far as the reader has proof of it.</param>
    public static Refusal? Refuses(Genesis genesis, CosignedHead head, int required, Func<Bytes32, EnrolmentEntry?> enrolmentOf) =>
        Refuses(head, required, genesis, witness => WitnessRules.PartyOf(genesis, witness, enrolmentOf(witness)));

    /// <summary>
    /// The same where the reader names whose words count and may have no registry at hand: a named key that the reader has no
    /// proof of stands for itself; the chain's own supernode never counts.
    /// </summary>
    /// <param name="genesis">The chain's genesis.</param>
    /// <param name="head">HEAD and cosignatures.</param>
    /// <param name="required">How many parties the reader demands.</param>
    /// <param name="named">Whose words count.</param>
    /// <param name="enrolmentOf">A key's entry on the registry chain, as far as the reader has proof of it.</param>
    public static Refusal? RefusesNamed(Genesis genesis, CosignedHead head, int required, IReadOnlyCollection<Bytes32> named, Func<Bytes32, EnrolmentEntry?> enrolmentOf) =>
        Refuses(head, required, genesis, witness =>
            !named.Contains(witness) || witness == genesis.Supernode.Signing ? null
            : enrolmentOf(witness) is { } enrolment ? WitnessRules.PartyOf(genesis, witness, enrolment)
            : witness);

    private static Refusal? Refuses(CosignedHead head, int required, Genesis genesis, Func<Bytes32, Bytes32?> partyOf)
    {
        var found = required == 0 ? 0 : WitnessRules.CountParties(
            head.Cosignatures.Where(cosignature => cosignature.ChainId == genesis.ChainId && cosignature.Mark == head.Head.Mark && cosignature.SignatureIsValid())
                .Select(cosignature => cosignature.Witness),
            partyOf);
        return found >= required ? null : Refusals.WitnessesMissing.With($"{found} of {required} parties cosigned head {head.Head.Height}");
    }
}
