using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Client.Profiles;

/// <summary>The newest HEAD seen of each chain: a node cannot show an older chain later, or a second one, unnoticed.</summary>
public sealed class HeadMemory(ProfileFolder folder)
{
    public SignedHead? Newest(Bytes32 chainId) =>
        folder.Read(NameOf(chainId)) is { } bytes && SignedHead.Parse(bytes) is { Ok: true } parsed ? parsed.Value : null;

    /// <summary>Takes a HEAD, checked against the genesis and against the newest one.</summary>
    /// <exception cref="RefusedException">Forged, or another block at the height of the newest one.</exception>
    public void Take(Genesis genesis, SignedHead head)
    {
        if (head.ChainId != genesis.ChainId || !head.SignatureIsValid(genesis.Supernode.Signing))
        {
            throw new RefusedException(Refusals.SealInvalid.With($"head {head.Height}"));
        }

        var newest = Newest(genesis.ChainId);
        Compare(newest, head.Height, head.HeaderHash);
        if (newest is null || head.Height > newest.Height || (head.Height == newest.Height && head.TimeMillis > newest.TimeMillis))
        {
            folder.Write(NameOf(genesis.ChainId), head.ToBytes());
        }
    }

    /// <summary>A sealed header at the newest HEAD's height must be the one it names.</summary>
    /// <exception cref="RefusedException">It is another: two chains under one seal.</exception>
    public void Compare(Header header) => Compare(Newest(header.ChainId), header.Height, header.Hash);

    private static void Compare(SignedHead? newest, ulong height, Bytes32 hash)
    {
        if (newest is not null && newest.Height == height && newest.HeaderHash != hash)
        {
            throw new RefusedException(Refusals.Equivocation.With($"height {height}: {newest.HeaderHash} and {hash}"));
        }
    }

    private static string NameOf(Bytes32 chainId) => Path.Combine("heads", chainId.ToString());
}
