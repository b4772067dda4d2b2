using System.Security.Claims;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Login;

/// <summary>Who is calling: a key, the chain that knows it, and its role there.</summary>
public readonly record struct Caller(Bytes32 ChainId, Bytes32 Key, KeyRole Role)
{
    private const string KeyClaim = "key";
    private const string ChainClaim = "chain";

    /// <summary>The caller of a request that passed the bearer check.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not require a login: a bug.</exception>
    public static Caller Of(ClaimsPrincipal user) =>
        Bytes32.TryParse(user.FindFirstValue(ChainClaim), out var chainId)
        && Bytes32.TryParse(user.FindFirstValue(KeyClaim), out var key)
        && Enum.TryParse<KeyRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Caller(chainId, key, role)
            : throw new InvalidOperationException("no caller: the endpoint lacks RequireAuthorization");

    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(ChainClaim, ChainId.ToString()), new Claim(KeyClaim, Key.ToString()), new Claim(ClaimTypes.Role, Role.ToString())], scheme));
}
