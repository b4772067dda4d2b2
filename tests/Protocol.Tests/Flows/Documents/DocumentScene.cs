using HospitalChain.Protocol.Trees;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Flows.Documents;

/// <summary>A patient's folder with one document, an insurer, the proxy, and the chain under them.</summary>
internal sealed class DocumentScene
{
    public const ulong Now = World.StartMillis + 60_000;

    private readonly Dictionary<Bytes32, RecordProof> proofs = [];

    private SealedHeader? newest;

    public DocumentScene()
    {
        Folders = new FolderWorld(World);
        Doctor = World.Doctor("ada");
        Visit = World.NewVisit("pat");
        Folder = new TestFolder("patient's", Visit.Signing);
        State = ChainState.AtGenesis(World.HospitalGenesis);
        Add(World.EnrolDoctor(Doctor));
        Add(World.RegisterVisit(Visit, [Doctor]));
        FolderRecord = Add(Folders.Open(Folder));
        Document = Add(Folders.Write(Doctor, Folder, "spirometry"));
    }

    public World World { get; } = new();

    public FolderWorld Folders { get; }

    public Party Doctor { get; }

    public Party Insurer => Folders.Insurer;

    public Visit Visit { get; }

    public TestFolder Folder { get; }

    public Record FolderRecord { get; }

    public Record Document { get; }

    public ChainState State { get; private set; }

    /// <summary>Seals a block of one record.</summary>
    public Record Add(Record record)
    {
        (var block, State) = World.Seal(State, World.Hospital, World.Facts, record);
        proofs[record.Id] = RecordProof.Of(block, 0, head: null);
        newest = block.Sealed;
        return record;
    }

    public RecordProof ProofOf(Record record) => proofs[record.Id];

    /// <summary>Proof of the folder's entry, or that there is none, at the newest block.</summary>
    public StateEntryProof ProofOf(Bytes32 folderId) => StateEntryProof.Of(newest!, State.Tree, StateKey.Of(StateKinds.Folder, folderId));

    public (Record Grant, ProxyRekey Rekey) Share(Record? document = null, Party? reader = null, TestFolder? folder = null)
    {
        var from = folder ?? Folder;
        var (grant, letter) = FolderShare.Make(Terms(from, document, reader ?? Insurer), from.Pair, FolderWorld.ReceivingOf(reader ?? Insurer), from.Owner, World.StartMillis);
        using (letter)
        {
            Add(grant);
            var entry = State.Entries.Grant(grant.Id)!;
            return (grant, ProxyRekey.Await(grant.ChainId, grant.Id).Take(letter, from.Owner.PublicKey).OrThrow()
                .Complete(grant, entry, State.Entries.Folder(from.Id)!, World.Proxy.Key, Now).OrThrow());
        }
    }

    public FolderShareTerms Terms(TestFolder folder, Record? document, Party reader) => new()
    {
        ChainId = Folders.ChainId,
        FolderId = folder.Id,
        DocumentId = document?.Id ?? default,
        Grantee = new Grantee { Key = reader.Key, ChainId = World.RegistryGenesis.ChainId, SealedHeader = default, EnrolmentProof = default },
        Purpose = "HPAYMT",
        FromMillis = World.StartMillis,
        UntilMillis = World.StartMillis + FolderWorld.Hour,
        Proxy = World.Proxy.Key,
    };

    public DocumentDelivery Deliver(Record document, Record grant, ProxyRekey rekey, TestFolder? folder = null) => new()
    {
        Record = document.Bytes,
        Reencryption = rekey.Reencrypt(
            DocumentOpening.CapsuleOf(document, (folder ?? Folder).Pair.PublicKey).OrThrow(), FolderShare.Of((Grant)grant.Body)!).Encoded.ToArray(),
        AccessId = document.Id,
        Promise = new byte[100],
    };

    public AccessRequest Request(Bytes32 grantId, Record? document = null, SigningKey? by = null) =>
        AccessRequest.Sign(Folders.ChainId, (document ?? Document).Id, grantId, grantId, Now, by ?? Insurer.Signing);

    public DeliveryView View(ulong now = Now, ulong? headTime = null, IReadOnlySet<Bytes32>? revoked = null, bool withReaderChain = true) => new()
    {
        Chain = State,
        Head = HeadOf(State, World.Hospital, headTime ?? now),
        ReaderChain = withReaderChain ? World.Registry[^1] : null,
        ReaderHead = withReaderChain ? HeadOf(World.Registry[^1], World.Manager, headTime ?? now) : null,
        RevokedOnSight = revoked ?? new HashSet<Bytes32>(),
        NowMillis = now,
    };

    public static SignedHead HeadOf(ChainState state, Party supernode, ulong time) => new(
        state.ChainId, state.Head.Height, state.Head.Hash, time, supernode.Signing.Sign(SignedMessage.Head(state.ChainId, state.Head.Height, state.Head.Hash, time)));
}
