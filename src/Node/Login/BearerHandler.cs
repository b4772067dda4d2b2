using System.Text.Encodings.Web;
using HospitalChain.Node.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HospitalChain.Node.Login;

/// <summary>Reads the bearer token and asks the directory again whether the key still counts.</summary>
public sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    BearerTokens tokens,
    IKeyDirectory directory) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!tokens.TryRead(header[Prefix.Length..].Trim(), TokenPurpose.Api, out var chainId, out var key))
        {
            return Task.FromResult(AuthenticateResult.Fail("not a token of this node, or expired"));
        }

        return Task.FromResult(directory.LoginRoleOf(chainId, key) is { } role
            ? AuthenticateResult.Success(new AuthenticationTicket(new Caller(chainId, key, role).ToPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("the key is no longer known"));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        return LoginRefusals.Required.ToResult().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => LoginRefusals.NotAllowed.ToResult().ExecuteAsync(Context);
}
