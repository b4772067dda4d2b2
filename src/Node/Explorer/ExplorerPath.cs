using System.Globalization;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer;

/// <summary>Addresses of the explorer's pages.</summary>
public static class ExplorerPath
{
    public const string Root = "/explorer";
    public const string Peers = Root + "/peers";
    public const string About = Root + "/about";
    public const string Find = Root + "/find";

    public const string SignIn = Root + "/sign-in";
    public const string SignOut = Root + "/sign-out";

    public static string Chain(Bytes32 chainId) => $"{Root}/chains/{chainId}";

    /// <summary>The page of blocks whose newest is at <paramref name="top"/>.</summary>
    public static string Blocks(Bytes32 chainId, ulong top) => Invariant($"{Chain(chainId)}?top={top}");

    public static string Block(Bytes32 chainId, ulong height) => Invariant($"{Chain(chainId)}/blocks/{height}");

    public static string Record(Bytes32 chainId, Bytes32 recordId) => $"{Chain(chainId)}/records/{recordId}";

    /// <summary>The progress of a team's session.</summary>
    public static string Team(Bytes32 chainId, Bytes32 sid) => $"{Chain(chainId)}/teams/{sid}";

    public static string Genesis(Bytes32 chainId) => $"{Chain(chainId)}/genesis";

    public static string Credit(Bytes32 chainId) => $"{Chain(chainId)}/credit";

    /// <summary>The page of rejections that begins with the <paramref name="skip"/>-th newest.</summary>
    public static string Rejections(Bytes32 chainId, int skip) => Invariant($"{Credit(chainId)}?skip={skip}#rejections");

    /// <summary>Folders, grants and accesses; asks for a login.</summary>
    public static string Folders(Bytes32 chainId) => $"{Chain(chainId)}/folders";

    /// <summary>The page of accesses that begins with the <paramref name="skip"/>-th newest.</summary>
    public static string Accesses(Bytes32 chainId, int skip) => Invariant($"{Folders(chainId)}?skip={skip}#accesses");

    private static string Invariant(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
