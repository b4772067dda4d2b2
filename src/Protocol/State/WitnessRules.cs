using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Protocol.State;

/// <summary>
/// Whose cosignatures count for a chain (decision record 0011): those of machines that the registry enrols and of the
/// system manager, once for each party that answers for them, and never those of the party that seals the chain.
/// </summary>
public static class WitnessRules
{
    /// <summary>The party that a witness stands for; null where its word does not count on this chain.</summary>
    /// <param name="genesis">The chain's genesis.</param>
    /// <param name="witness">The witness's signing key.</param>
    /// <param name="enrolment">The key's entry on the registry chain; null where there is none.</param>
    public static Bytes32? PartyOf(Genesis genesis, Bytes32 witness, EnrolmentEntry? enrolment)
    {
        Bytes32? party = enrolment is not { IsInForce: true } ? null : enrolment.Role switch
        {
            PartyRole.Manager or PartyRole.Hospital => witness,
            PartyRole.Cloud or PartyRole.Proxy or PartyRole.Node => enrolment!.Owner,
            _ => null,
        };
        return party == genesis.Supernode.Signing || witness == genesis.Supernode.Signing ? null : party;
    }

    /// <summary>Different parties among witnesses whose cosignatures are known to be their own.</summary>
    /// <param name="genesis">The chain's genesis.</param>
    /// <param name="witnesses">The witnesses' signing keys.</param>
    /// <param name="enrolmentOf">A key's entry on the registry chain.</param>
    public static int CountParties(Genesis genesis, IEnumerable<Bytes32> witnesses, Func<Bytes32, EnrolmentEntry?> enrolmentOf) =>
        CountParties(witnesses, witness => PartyOf(genesis, witness, enrolmentOf(witness)));

    /// <summary>Different parties that witnesses stand for; those without one do not count.</summary>
    public static int CountParties(IEnumerable<Bytes32> witnesses, Func<Bytes32, Bytes32?> partyOf) =>
        witnesses.Select(partyOf).OfType<Bytes32>().Distinct().Count();
}
