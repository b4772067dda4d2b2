using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Trust;

/// <summary>Proofs to take along: of heads, entries and doctors, under the heads that <see cref="HeadGuard"/> goes by.</summary>
public sealed class ProofDesk(ClientSession session)
{
    /// <summary>The newest head, and that the chain only grew since an earlier block.</summary>
    public async Task<HeadUpdate> HeadAsync(Bytes32 chainId, ulong since, LoginIdentity? identity, CancellationToken cancellation)
    {
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var head = await session.Guard.NewestAsync(genesis, identity, fresh: false, cancellation).ConfigureAwait(false);
        if (head.Head.Head.Height <= since)
        {
            return head with { Since = null };
        }

        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var update = await node.HeadUpdateAsync(chainId, session.Settings.Witnesses, since, cancellation).ConfigureAwait(false);
        update.Refuses(genesis).ThrowIfAny();
        return update.Since?.Earlier.Header.Height == since ? update : throw new RefusedException(Refusals.ProofInvalid.With($"no growth since block {since}"));
    }

    /// <summary>What stands, or that nothing does, at an entry.</summary>
    public async Task<EntryProof> EntryAsync(Bytes32 chainId, string kind, ReadOnlyMemory<byte> identifier, LoginIdentity? identity, CancellationToken cancellation)
    {
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var head = await session.Guard.NewestAsync(genesis, identity, fresh: true, cancellation).ConfigureAwait(false);
        return await EntryAsync(genesis, head, kind, identifier, identity, cancellation).ConfigureAwait(false);
    }

    /// <summary>A doctor of any hospital that the registry knows, provable from the registry's genesis alone.</summary>
    public async Task<DoctorProof> DoctorAsync(Bytes32 chainId, Bytes32 doctor, LoginIdentity? identity, CancellationToken cancellation)
    {
        var registry = await session.Chains.GenesisAsync(session.Settings.Registry(), identity, cancellation).ConfigureAwait(false);
        var (genesis, newest) = (
            await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false),
            await session.Guard.NewestAsync(registry, identity, fresh: true, cancellation).ConfigureAwait(false));
        var head = await session.Guard.NewestAsync(genesis, identity, fresh: true, cancellation).ConfigureAwait(false);
        var enrolment = await EntryAsync(genesis, head, StateKinds.Enrolment, doctor.ToArray(), identity, cancellation).ConfigureAwait(false);
        var party = enrolment.Value is { } value ? EnrolmentEntry.Parse(value.Span)?.PartyOf(doctor) ?? doctor : doctor;
        return new DoctorProof(
            await EntryAsync(registry, newest, StateKinds.HospitalChain, chainId.ToArray(), identity, cancellation).ConfigureAwait(false),
            await EntryAsync(registry, newest, StateKinds.Credit, genesis.Supernode.Signing.ToArray(), identity, cancellation).ConfigureAwait(false),
            genesis,
            enrolment,
            await EntryAsync(genesis, head, StateKinds.Credit, party.ToArray(), identity, cancellation).ConfigureAwait(false));
    }

    private async Task<EntryProof> EntryAsync(
        Protocol.Blocks.Genesis genesis, HeadUpdate head, string kind, ReadOnlyMemory<byte> identifier, LoginIdentity? identity, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.NodeFor(genesis.ChainId), identity);
        var entry = await node.StateProofAsync(genesis.ChainId, kind, identifier, cancellation, head.Head.Head.Height).ConfigureAwait(false);
        var proof = new EntryProof(kind, identifier, entry, head with { Since = null });
        proof.Refuses(genesis).ThrowIfAny();
        return proof;
    }
}
