using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>A registry chain's genesis and sealed headers for proofs to lead to.</summary>
internal static class ProofChain
{
    public const ulong GenesisTime = 1_700_000_000_000;

    public static Genesis GenesisOf(SigningKey supernode) => new()
    {
        ManagerSigning = supernode.PublicKey,
        ManagerSealing = new byte[65],
        Supernode = new SealerKeys { Signing = supernode.PublicKey, Sealing = new byte[65], TlsFingerprint = default },
        Parameters = new ChainParameters(),
        TimeMillis = GenesisTime,
    };

    public static Header HeaderOf(Genesis genesis, ulong height, Bytes32 recordsRoot, Bytes32 historyRoot, Bytes32 stateRoot, uint count) => new()
    {
        ChainId = genesis.ChainId,
        Height = height,
        Previous = Bytes32.Zero,
        TimeMillis = GenesisTime + height,
        Count = count,
        RecordsRoot = recordsRoot,
        HistoryRoot = historyRoot,
        StateRoot = stateRoot,
        RegistryHead = default,
    };

    public static SealedHeader Seal(SigningKey supernode, Header header) =>
        new(header, supernode.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));
}
