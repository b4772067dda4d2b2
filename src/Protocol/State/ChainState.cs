using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.State;

/// <summary>A chain after one of its blocks: an immutable value, so several versions can be held and compared.</summary>
/// <param name="Genesis">What the chain began with.</param>
/// <param name="Head">Header of the newest block applied.</param>
/// <param name="Tree">State after it; its root is the header's.</param>
/// <param name="Headers">Hashes of every header up to and including <paramref name="Head"/>.</param>
public sealed record ChainState(Genesis Genesis, Header Head, StateTree Tree, HistoryTree Headers)
{
    public ChainEntries Entries => new(Tree);

    public Bytes32 ChainId => Genesis.ChainId;

    /// <summary>The state at height 0, with its unsealed header.</summary>
    public static ChainState AtGenesis(Genesis genesis)
    {
        var tree = StateTree.Empty.Apply(GenesisEntries(genesis));
        var header = new Header
        {
            ChainId = genesis.ChainId,
            Height = 0,
            Previous = Bytes32.Zero,
            TimeMillis = genesis.TimeMillis,
            Count = 0,
            RecordsRoot = Block.RecordsRootOf([]),
            HistoryRoot = HistoryTree.Empty.Root,
            StateRoot = tree.Root,
            RegistryHead = default,
        };
        return new ChainState(genesis, header, tree, HistoryTree.Empty.Append(header.Hash));
    }

    private static IEnumerable<StateChange> GenesisEntries(Genesis genesis)
    {
        yield return Enrolled(genesis.ManagerSigning, PartyRole.Manager, genesis.ManagerSealing, genesis.IsRegistry ? genesis.Supernode.TlsFingerprint : default);
        if (!genesis.IsRegistry)
        {
            yield return Enrolled(genesis.Supernode.Signing, PartyRole.Hospital, genesis.Supernode.Sealing, genesis.Supernode.TlsFingerprint);
        }
    }

    private static StateChange Enrolled(Bytes32 signing, PartyRole role, ReadOnlyMemory<byte> sealing, Bytes32 tls) => StateChange.Set(
        StateKey.Of(StateKinds.Enrolment, signing),
        new EnrolmentEntry { Role = role, Sealing = sealing, TlsFingerprint = tls }.ToBytes());
}
