using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Storage.Tests;

/// <summary>
/// A chain whose blocks have right hashes, links, seals and roots. What its records mean is not the store's matter, so
/// they are all revocations of nothing, and each changes one state entry.
/// </summary>
internal sealed class SampleChain : IDisposable
{
    public const int RecordsPerBlock = 3;
    private readonly SigningKey supernode;
    private readonly SigningKey author;
    private Random random;

    public SampleChain(int seed = 1)
    {
        random = new Random(seed);
        supernode = Key();
        author = Key();
        Genesis = new Genesis
        {
            RegistryChainId = Some32(),
            ManagerSigning = author.PublicKey,
            ManagerSealing = Some(65),
            Supernode = new SealerKeys { Signing = supernode.PublicKey, Sealing = Some(65), TlsFingerprint = Some32() },
            Parameters = new ChainParameters(),
            TimeMillis = 1_700_000_000_000,
        };
        State = ChainState.AtGenesis(Genesis);
    }

    public Genesis Genesis { get; }

    /// <summary>After the newest block made.</summary>
    public ChainState State { get; private set; }

    public void Dispose()
    {
        supernode.Dispose();
        author.Dispose();
    }

    public Bytes32 Some32() => new(Some(Bytes32.Size));

    public Record Revocation(ulong issuedAtMillis = 1) =>
        Record.Sign(Genesis.ChainId, issuedAtMillis, new Revoke { GrantId = Some32() }, author);

    public Record Rejecting(Record refused) => Record.Sign(
        Genesis.ChainId, 1, new Rejection { Refused = refused, Code = "EVIDENCE_MISMATCH" }, supernode);

    public SealedHeader Seal(Header header) => new(header, supernode.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));

    public SignedHead Head(ulong timeMillis, Bytes32? headerHash = null)
    {
        var hash = headerHash ?? State.Head.Hash;
        var message = SignedMessage.Head(Genesis.ChainId, State.Head.Height, hash, timeMillis);
        return new SignedHead(Genesis.ChainId, State.Head.Height, hash, timeMillis, supernode.Sign(message));
    }

    public Promise Promise(Record record) => new(
        Genesis.ChainId, record.Id, 5, 9, supernode.Sign(SignedMessage.Promise(Genesis.ChainId, record.Id, 5, 9)));

    /// <summary>The next block; the chain then stands after it.</summary>
    public (Block Block, IReadOnlyList<StateChange> Changes) Next(params IReadOnlyList<Record> records)
    {
        var height = State.Head.Height + 1;
        IReadOnlyList<StateChange> changes = [.. records.Select(record => StateChange.Set(StateKey.Of("sample", record.Id), Numbered.Key(height)))];
        var tree = State.Tree.Apply(changes);
        var header = new Header
        {
            ChainId = Genesis.ChainId,
            Height = height,
            Previous = State.Head.Hash,
            TimeMillis = State.Head.TimeMillis + 1,
            Count = (uint)records.Count,
            RecordsRoot = Block.RecordsRootOf(records),
            HistoryRoot = State.Headers.Root,
            StateRoot = tree.Root,
            RegistryHead = default,
        };
        State = new ChainState(Genesis, header, tree, State.Headers.Append(header.Hash));
        return (new Block(Seal(header), records), changes);
    }

    /// <summary>Makes blocks of fresh records and appends them.</summary>
    public void Grow(ChainStore store, int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            var (block, changes) = Next([.. Enumerable.Range(0, RecordsPerBlock).Select(_ => Revocation())]);
            store.Append(block, changes);
        }
    }

    /// <summary>Goes on from a chain of the same seed that was stored, with records unlike any before.</summary>
    public void Continue(ChainState stored)
    {
        State = stored;
        random = new Random();
    }

    private SigningKey Key() => SigningKey.TryDecode(Some(SigningKey.Size), out var key) ? key : throw new InvalidOperationException("not a key");

    private byte[] Some(int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }
}
