using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Client.Trust;

/// <summary>
/// Whose cosignatures the client takes: keys that the registry enrols, proven under its seal and looked up again after a
/// day; where the profile names witnesses, only those.
/// </summary>
internal sealed class WitnessRegister(ClientSession session)
{
    private const ulong LookedUpMillis = 24 * 3_600_000;

    /// <summary>The witness's entry on the registry chain; null where it has none or is not one that the profile names.</summary>
    public async Task<EnrolmentEntry?> EnrolmentAsync(Bytes32 witness, LoginIdentity? identity, CancellationToken cancellation)
    {
        if (session.Settings.WitnessKeys is { Count: > 0 } named && !named.Contains(witness))
        {
            return null;
        }

        var registry = await session.Chains.GenesisAsync(session.Settings.Registry(), identity, cancellation).ConfigureAwait(false);
        var key = StateKey.Of(StateKinds.Enrolment, witness);
        var file = Path.Combine("witnesses", witness.ToString());
        if (session.Folder.Read(file) is { } kept && StateEntryProof.Parse(kept).Value is { } earlier && earlier.Verify(registry, key) is null
            && earlier.Sealed.Header.TimeMillis + LookedUpMillis > session.NowMillis)
        {
            return EntryOf(earlier);
        }

        var node = session.Connect(session.Settings.NodeFor(registry.ChainId), identity);
        var proof = await node.StateProofAsync(registry.ChainId, StateKinds.Enrolment, witness.ToArray(), cancellation).ConfigureAwait(false);
        proof.Verify(registry, key).ThrowIfAny();
        session.Heads.Compare(proof.Sealed);
        if (proof.Value is not null)
        {
            session.Folder.Write(file, proof.ToBytes());
        }

        return EntryOf(proof);
    }

    private static EnrolmentEntry? EntryOf(StateEntryProof proof) => proof.Value is { } value ? EnrolmentEntry.Parse(value.Span) : null;
}
