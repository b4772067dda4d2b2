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
    public static Refusal? Refuses(Genesis genesis, CosignedHead head, int required, Func<Bytes32, EnrolmentEntry?> enrolmentOf)
    {
        var found = required == 0 ? 0 : WitnessRules.CountParties(
            genesis,
            head.Cosignatures.Where(cosignature => cosignature.ChainId == genesis.ChainId && cosignature.Mark == head.Head.Mark && cosignature.SignatureIsValid())
                .Select(cosignature => cosignature.Witness),
            enrolmentOf);
        return found >= required ? null : Refusals.WitnessesMissing.With($"{found} of {required} parties cosigned head {head.Head.Height}");
    }
}
