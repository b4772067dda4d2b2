using HospitalChain.Crypto;
using Microsoft.AspNetCore.Authorization;

namespace HospitalChain.Node.Login;

/// <summary>Who may log in, and what for: whoever counts on a chain for everything that the endpoint lets them, an appellant for the appeal only.</summary>
public static class LoginRoles
{
    /// <summary>For what an appeal needs: anybody who is logged in, an appellant too. Every other endpoint that asks for a login refuses appellants.</summary>
    public const string Appeals = "appeals";

    /// <summary>The role that a login with this key gets; null for none.</summary>
    public static KeyRole? LoginRoleOf(this IKeyDirectory directory, Bytes32 chainId, Bytes32 key) =>
        directory.RoleOf(chainId, key) ?? (directory.MayAppeal(chainId, key) ? KeyRole.Appellant : null);

    internal static void Configure(AuthorizationOptions options)
    {
        options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => !context.User.IsInRole(nameof(KeyRole.Appellant))).Build();
        options.AddPolicy(Appeals, policy => policy.RequireAuthenticatedUser());
    }
}
