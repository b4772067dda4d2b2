using Microsoft.AspNetCore.DataProtection;

namespace HospitalChain.Node.Explorer;

public static class ExplorerServices
{
    /// <summary>
    /// What the pages need. Nothing they render is protected by a key: the ephemeral provider keeps the framework from
    /// leaving key files in the home folder.
    /// </summary>
    public static IServiceCollection AddExplorer(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<NodeFacts>();
        services.AddSingleton<ExplorerChains>();
        services.AddSingleton<CreditIndexes>();
        services.AddSingleton<FolderIndexes>().AddSingleton<ExplorerSession>();
        return services;
    }
}
