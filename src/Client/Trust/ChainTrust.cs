using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Client.Trust;

/// <summary>
/// What the chains say, believed only as far as it is proven: from the registry's genesis to a hospital's genesis, from
/// there to sealed headers, from their state roots to entries. A node can withhold, not lie.
/// </summary>
public sealed class ChainTrust(ClientSession session)
{
    private const string HeightUnknown = "HEIGHT_UNKNOWN";
    private const int AttemptsMax = 4;

    /// <summary>The genesis of a chain: trusted already, or the registry's own, or a hospital's that the registry knows.</summary>
    public async Task<Genesis> GenesisAsync(Bytes32 chainId, LoginIdentity? identity, CancellationToken cancellation)
    {
        if (session.Folder.Genesis(chainId) is { } trusted)
        {
            return trusted;
        }

        var registry = session.Settings.Registry();
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var genesis = await node.GenesisAsync(chainId, cancellation).ConfigureAwait(false);
        if (chainId != registry)
        {
            var hospital = genesis.RegistryChainId == registry
                ? await EntryAsync(registry, StateKinds.HospitalChain, chainId.ToArray(), identity, cancellation).ConfigureAwait(false)
                : null;
            if (hospital is not { Length: Bytes32.Size } signing || new Bytes32(signing.Span) != genesis.Supernode.Signing)
            {
                throw new RefusedException(Refusals.ChainUnknown.With($"the registry does not know chain {chainId}"));
            }
        }

        session.Folder.TrustGenesis(genesis);
        return genesis;
    }

    /// <summary>An entry as it stands at the head that <see cref="HeadGuard"/> goes by, fresh and proven; null where it is proven absent.</summary>
    public async Task<ReadOnlyMemory<byte>?> EntryAsync(
        Bytes32 chainId, string kind, ReadOnlyMemory<byte> identifier, LoginIdentity? identity, CancellationToken cancellation, NodeAddress? at = null) =>
        (await ProofAsync(chainId, kind, identifier, identity, cancellation, at).ConfigureAwait(false)).Value;

    /// <summary>The proof of an entry, checked.</summary>
    public async Task<StateEntryProof> ProofAsync(
        Bytes32 chainId, string kind, ReadOnlyMemory<byte> identifier, LoginIdentity? identity, CancellationToken cancellation, NodeAddress? at = null)
    {
        var genesis = await GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var node = session.Connect(at ?? session.Settings.NodeFor(chainId), identity);
        for (var attempt = 1; ; attempt++)
        {
            var head = await session.Guard.NewestAsync(genesis, identity, fresh: true, cancellation, at).ConfigureAwait(false);
            try
            {
                var proof = await node.StateProofAsync(chainId, kind, identifier, cancellation, head.Head.Head.Height).ConfigureAwait(false);
                proof.Verify(genesis, StateKey.Of(kind, identifier.Span)).ThrowIfAny();
                Compare(head.Sealed, proof.Sealed);
                return proof;
            }
            catch (RefusedException refused) when (refused.Refusal.Code == HeightUnknown && attempt < AttemptsMax)
            {
                // The chain went on so fast meanwhile that the node no longer holds that state: the next head, then.
            }
        }
    }

    /// <summary>A key's enrolment; null where it is not enrolled.</summary>
    public async Task<EnrolmentEntry?> EnrolmentAsync(Bytes32 chainId, Bytes32 key, LoginIdentity? identity, CancellationToken cancellation) =>
        Read(await EntryAsync(chainId, StateKinds.Enrolment, key.ToArray(), identity, cancellation).ConfigureAwait(false), EnrolmentEntry.Parse);

    /// <summary>A party's first key, by which the chain's state knows it; the key itself where nobody rotated it.</summary>
    public async Task<Bytes32> PartyOfAsync(Bytes32 chainId, Bytes32 key, LoginIdentity? identity, CancellationToken cancellation) =>
        (await EnrolmentAsync(chainId, key, identity, cancellation).ConfigureAwait(false))?.PartyOf(key) ?? key;

    /// <summary>One of the keys named is this key or another one of its party.</summary>
    public async Task<bool> NameAsync(Bytes32 chainId, IReadOnlyCollection<Bytes32> named, Bytes32 key, LoginIdentity? identity, CancellationToken cancellation)
    {
        if (named.Contains(key))
        {
            return true;
        }

        var party = await PartyOfAsync(chainId, key, identity, cancellation).ConfigureAwait(false);
        foreach (var candidate in named)
        {
            if (await PartyOfAsync(chainId, candidate, identity, cancellation).ConfigureAwait(false) == party)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A visit; null where it is not registered.</summary>
    public async Task<VisitEntry?> VisitAsync(Bytes32 chainId, ReadOnlyMemory<byte> pid, LoginIdentity? identity, CancellationToken cancellation, NodeAddress? at = null) =>
        Read(await EntryAsync(chainId, StateKinds.Visit, pid, identity, cancellation, at).ConfigureAwait(false), VisitEntry.Parse);

    /// <summary>What became of a record; null where the chain does not know it.</summary>
    public async Task<RecordEntry?> RecordEntryAsync(Bytes32 chainId, Bytes32 recordId, LoginIdentity? identity, CancellationToken cancellation) =>
        await EntryAsync(chainId, StateKinds.Record, recordId.ToArray(), identity, cancellation).ConfigureAwait(false) is { } value
            ? RecordEntry.Parse(value.Span) ?? throw Damaged()
            : null;

    /// <summary>A grant; null where there is none.</summary>
    public async Task<GrantEntry?> GrantAsync(Bytes32 chainId, Bytes32 grantId, LoginIdentity? identity, CancellationToken cancellation) =>
        Read(await EntryAsync(chainId, StateKinds.Grant, grantId.ToArray(), identity, cancellation).ConfigureAwait(false), GrantEntry.Parse);

    /// <summary>A folder; null where there is none.</summary>
    public async Task<FolderEntry?> FolderAsync(Bytes32 chainId, Bytes32 folderId, LoginIdentity? identity, CancellationToken cancellation) =>
        Read(await EntryAsync(chainId, StateKinds.Folder, folderId.ToArray(), identity, cancellation).ConfigureAwait(false), FolderEntry.Parse);

    /// <summary>A document as the chain decides on it; null where there is none.</summary>
    public async Task<DocumentEntry?> DocumentAsync(Bytes32 chainId, Bytes32 documentId, LoginIdentity? identity, CancellationToken cancellation) =>
        Read(await EntryAsync(chainId, StateKinds.Document, documentId.ToArray(), identity, cancellation).ConfigureAwait(false), DocumentEntry.Parse);

    /// <summary>Record id of the proxy's receipt for a revoked grant; null while there is none.</summary>
    public async Task<Bytes32?> RevocationReceiptAsync(Bytes32 chainId, Bytes32 grantId, LoginIdentity? identity, CancellationToken cancellation) =>
        await EntryAsync(chainId, StateKinds.RevocationReceipt, grantId.ToArray(), identity, cancellation).ConfigureAwait(false) is { Length: Bytes32.Size } value
            ? new Bytes32(value.Span)
            : null;

    /// <summary>A record in a sealed block, proven.</summary>
    public async Task<ProvenRecord> RecordAsync(Bytes32 chainId, Bytes32 recordId, LoginIdentity? identity, CancellationToken cancellation) =>
        (await RecordProofAsync(chainId, recordId, identity, cancellation).ConfigureAwait(false)).Verify(await GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false)).OrRefuse();

    /// <summary>The proof of a record under the head that <see cref="HeadGuard"/> goes by, checked.</summary>
    public async Task<RecordProof> RecordProofAsync(Bytes32 chainId, Bytes32 recordId, LoginIdentity? identity, CancellationToken cancellation)
    {
        var genesis = await GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        while (true)
        {
            var head = await session.Guard.NewestAsync(genesis, identity, fresh: false, cancellation).ConfigureAwait(false);
            var proof = await node.RecordProofAsync(chainId, recordId, cancellation, head.Head.Head.Height).ConfigureAwait(false);
            var proven = proof.Verify(genesis).OrRefuse();
            if (proven.Record.Id != recordId)
            {
                throw new RefusedException(Refusals.ProofInvalid.With($"record {proven.Record.Id} where {recordId} was asked for"));
            }

            session.Heads.Compare(proof.Sealed);
            if (proof.Head is { } under)
            {
                Compare(head.Sealed, under.Sealed);
                return proof;
            }

            if (proven.Header.Height <= head.Head.Head.Height)
            {
                throw new RefusedException(Refusals.ProofInvalid.With($"block {proven.Header.Height} is not shown under head {head.Head.Head.Height}"));
            }

            session.Guard.Expect(chainId, proven.Header.Height); // its head comes after it
        }
    }

    /// <summary>The proxy of the system manager's node, as enrolled on the registry chain.</summary>
    public async Task<(Bytes32 Key, EnrolmentEntry Enrolment)> ProxyAsync(LoginIdentity identity, CancellationToken cancellation)
    {
        var info = await session.Connect(session.Settings.ManagerNode(), identity).ProxyAsync(cancellation).ConfigureAwait(false);
        return await EnrolmentAsync(session.Settings.Registry(), info.ProxyKey, identity, cancellation).ConfigureAwait(false) is { Role: PartyRole.Proxy } enrolment
            ? (info.ProxyKey, enrolment)
            : throw new RefusedException(Refusals.ProxyUnknown.With(info.ProxyKey.ToString()));
    }

    /// <summary>Checks a promise of the chain's supernode and keeps it from now on: the record ends in a block, or the hospital owes it.</summary>
    /// <exception cref="RefusedException">It binds nobody.</exception>
    public async Task CheckPromiseAsync(Bytes32 chainId, Bytes32 recordId, ReadOnlyMemory<byte> promise, LoginIdentity identity, CancellationToken cancellation)
    {
        var given = Promise.Parse(promise.Span).OrRefuse();
        var genesis = await GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        given.Refuses(genesis, recordId, session.NowMillis).ThrowIfAny();
        session.Promises.Keep(given);
    }

    /// <summary>The hospital that seals a chain, as the registry has it.</summary>
    public async Task<EnrolmentEntry> HospitalAsync(Bytes32 chainId, LoginIdentity? identity, CancellationToken cancellation)
    {
        var genesis = await GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        return await EnrolmentAsync(session.Settings.Registry(), genesis.Supernode.Signing, identity, cancellation).ConfigureAwait(false) is { Role: PartyRole.Hospital } hospital
            && hospital.HospitalChainId == chainId
                ? hospital
                : throw new RefusedException(Refusals.ChainUnknown.With($"no hospital of chain {chainId} on the registry"));
    }

    /// <summary>What was proven must be the head that is gone by.</summary>
    private void Compare(SealedHeader known, SealedHeader shown)
    {
        var (one, other) = (HeightClaim.Of(known), HeightClaim.Of(shown));
        if (Equivocation.Exclude(one, other))
        {
            throw session.Heads.Split(new Equivocation(one, other));
        }

        if (one.Height != other.Height)
        {
            throw new RefusedException(Refusals.ProofInvalid.With($"proven at block {other.Height}, not at {one.Height}"));
        }
    }

    /// <summary>How a kind of entry is read from its bytes; null for bytes that are none.</summary>
    private delegate T? EntryParser<T>(ReadOnlySpan<byte> bytes);

    /// <summary>Null where the chain proved that there is no entry.</summary>
    private static T? Read<T>(ReadOnlyMemory<byte>? value, EntryParser<T> parse)
        where T : class =>
        value is { } bytes ? parse(bytes.Span) ?? throw Damaged() : null;

    private static RefusedException Damaged() => new(ClientRefusals.AnswerMalformed.With("state entry"));
}
