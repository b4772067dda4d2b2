using HospitalChain.Node.Login;

namespace HospitalChain.Node.Explorer;

/// <summary>
/// Who reads the pages that need a login: a token of this node for its explorer alone, pasted once and kept in a cookie that no
/// script reads and no other site sends. It ends with the token, after ten minutes, or with the key's standing; the API takes
/// no such token.
/// </summary>
public sealed class ExplorerSession(BearerTokens tokens, IKeyDirectory directory)
{
    /// <summary>The prefix makes browsers keep it to this host, all of it, and TLS.</summary>
    public const string CookieName = "__Host-explorer";

    private static CookieOptions Guarded => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/" };

    /// <summary>The caller whose token the browser brings; null without one, or when it is over.</summary>
    public Caller? CallerOf(HttpContext context) => Read(context.Request.Cookies[CookieName]);

    /// <summary>Keeps a token that counts; false for any other.</summary>
    public bool TryBegin(HttpContext context, string token)
    {
        if (Read(token.Trim()) is null)
        {
            return false;
        }

        context.Response.Cookies.Append(CookieName, token.Trim(), new CookieOptions(Guarded) { MaxAge = BearerTokens.Lifetime });
        return true;
    }

    public static void End(HttpContext context) => context.Response.Cookies.Delete(CookieName, Guarded);

    private Caller? Read(string? token) =>
        token is not null && tokens.TryRead(token, TokenPurpose.Explorer, out var chainId, out var key) && directory.RoleOf(chainId, key) is { } role ? new Caller(chainId, key, role) : null;
}
