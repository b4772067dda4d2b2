using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;
using HospitalChain.Node.AtRest;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.Checking;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Emergencies;
using HospitalChain.Node.Erasures;
using HospitalChain.Node.Fellows;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Pre;
using HospitalChain.Node.Search;
using HospitalChain.Node.Supervision;
using HospitalChain.Node.Startup;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node.Services;

/// <summary>What a node does with its chains beyond keeping them: reading, proofs, the desk, the proxy, search, mail between nodes.</summary>
public static class ChainServiceRegistration
{
    /// <summary>
    /// Services of every node that keeps chains; on the node that seals a hospital's chain its desk and search, with the
    /// module <c>pre</c> the proxy. The latter need the node's <see cref="OpenKeystore"/> registered.
    /// </summary>
    public static IServiceCollection AddChainServices(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton<ILedgers, ChainLedgers>().AddSingleton<VisitIndex>().AddSingleton<CapsuleLibrary>();
        services.AddExchange(CapsuleExchange.Question, CapsuleExchange.Answer, exchange => new CapsuleExchange(exchange), holder => holder.Exchange);
        services.AddExchange(MailExchange.Question, MailExchange.Answer, exchange => new MailExchange(exchange), holder => holder.Exchange);
        services.AddSingleton(provider => new PeerMailRelay(
            provider.GetRequiredService<ILedgers>(), provider.GetRequiredService<Login.IKeyDirectory>(), provider.GetRequiredService<MailExchange>().Exchange));
        services.AddSingleton<IMailRelay>(provider => provider.GetRequiredService<PeerMailRelay>());
        services.AddSingleton<TeamReceipt>(provider => (caller, chainId, sid, sha256, out context) =>
            TeamReceipts.Check(provider.GetRequiredService<ILedgers>(), caller, chainId, sid, sha256, out context));
        services.AddSingleton<IPostOffice>(provider => new NodePostOffice(provider.GetRequiredService<MailOffice>()));
        services.AddHostedService<PeerServicesHost>();
        services.AddSingleton<OrderedErasures>();
        services.AddSupervision(options);
        if (options.Modules.Contains(NodeModule.Content))
        {
            services.AddSingleton<StoredDocuments>().AddSingleton<ContentBar>(provider => Bar(provider));
            services.AddErasure(provider => provider.GetRequiredService<StoredDocuments>());
            services.AddAccesses(provider => provider.GetRequiredService<SigningKey>());
            services.AddSingleton<StoreCheck>().AddSingleton<ContentTickets>().AddSingleton<ContentDesk>().AddHostedService<ContentWorker>();
        }

        if (options.Modules.Contains(NodeModule.Mail))
        {
            services.AddFellows();
        }

        if (HospitalChainOf(options) is { } chainId && services.Any(service => service.ServiceType == typeof(OpenKeystore)))
        {
            RequireMail(options, "the node that seals a hospital's chain posts letters to its doctors and patients");
            services.AddHospital(chainId);
        }

        if (options.Modules.Contains(NodeModule.Pre) && options.Proxy is { } proxy)
        {
            RequireMail(options, "the proxy receives its shares by letter");
            RefuseCollusion(options);
            services.AddProxy(proxy);
        }

        return services;
    }

    public static WebApplication MapChainServices(this WebApplication app)
    {
        app.MapChains();
        app.MapRecords();
        app.MapProofs();
        app.MapHeads();
        app.MapTeams();
        app.MapSupervision();
        if (app.Services.GetService<FellowOffice>() is not null)
        {
            app.MapFellows();
        }

        if (app.Services.GetService<HospitalIdentity>() is not null)
        {
            app.MapDesk();
            app.MapSearch();
        }

        if (app.Services.GetService<ProxyIdentity>() is not null)
        {
            app.MapPre();
        }

        if (app.Services.GetService<ErasureDesk>() is not null)
        {
            app.MapErasures();
        }

        return app;
    }

    private static void AddHospital(this IServiceCollection services, Bytes32 chainId)
    {
        services.AddSingleton(provider =>
        {
            var keystore = provider.GetRequiredService<OpenKeystore>();
            var epoch = keystore.Counters.Epoch;
            return new HospitalIdentity(chainId, keystore.Keys.Signing(epoch), keystore.Keys.Sealing(epoch), keystore.Keys.Hospital(epoch));
        });
        services.AddSingleton(provider => new DeskStore(
            provider.GetRequiredService<StoreEngine>(), new AtRestBox(provider.GetRequiredService<OpenKeystore>().Keys, "DESK")));
        services.TryAddSingleton<IEvidenceChecker>(provider => new IssuedEvidence(
            provider.GetRequiredService<DeskStore>(), provider.GetRequiredService<HospitalIdentity>().Sealing, provider.GetRequiredService<ILogger<IssuedEvidence>>()));
        services.AddSingleton(provider => new RegistrationDesk(
            provider.GetRequiredService<HospitalIdentity>(), Ledger(provider, chainId), provider.GetRequiredService<DeskStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<VisitCourier>(provider, Ledger(provider, chainId)));
        services.AddSingleton<DeskWorker>().AddHostedService(provider => provider.GetRequiredService<DeskWorker>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EmergencyWatch>(provider, Ledger(provider, chainId)));
        services.AddHostedService<EmergencyWorker>();
        services.AddSingleton<ICapsuleSource>(provider => new PeerCapsuleSource(
            provider.GetRequiredService<CapsuleExchange>().Exchange, provider.GetRequiredService<ILedgers>()));
        services.AddSingleton<SearchDesk>().AddSingleton<DisclosureDesk>();
    }

    /// <summary>Every node looks and reports; the one that seals the registry chain judges.</summary>
    private static void AddSupervision(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton<SupervisionJournals>().AddSingleton<EvidenceShelf>().AddSingleton<OffenceWatch>().AddSingleton<ReportDesk>().AddSingleton<ForkStand>();
        services.AddSingleton<SupervisionWorker>().AddHostedService(provider => provider.GetRequiredService<SupervisionWorker>());
        if (SealedChainOf(options, isRegistry: true) is { } genesis)
        {
            services.AddSingleton(provider => new Court(
                Ledger(provider, genesis.ChainId),
                provider.GetRequiredService<SupervisionJournals>(),
                provider.GetRequiredService<SigningKey>(),
                provider.GetService<OpenKeystore>() is { } keystore ? keystore.Keys.Sealing(keystore.Counters.Epoch) : null,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<Court>>()));
        }
    }

    private static void AddProxy(this IServiceCollection services, ProxyOptions options)
    {
        // Opened at once: a proxy that can't read its keys is a node that does not start.
        var keystore = NodeKeystore.Open(options.KeystorePath, options.PassphraseFile);
        services.AddSingleton(provider => ProxyIdentity.Of(provider.GetRequiredService<ILedgers>().Registry?.ChainId ?? default, keystore));
        services.AddSingleton(provider => new ShareVault(
            provider.GetRequiredService<StoreEngine>(), new AtRestBox(keystore.Keys, "PRE"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RekeyVault(
            provider.GetRequiredService<StoreEngine>(), new AtRestBox(keystore.Keys, "PRE-FOLDERS"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RekeyKeeper>().AddSingleton<DocumentDesk>();
        services.AddSingleton<RevocationsOnSight>().AddSingleton<ShareKeeper>().AddSingleton<RevocationDesk>();
        services.AddAccesses(provider => provider.GetRequiredService<ProxyIdentity>().Signing);
        services.AddSingleton<AccessDesk>().AddSingleton<ContestedLetters>().AddSingleton<ProxyMailbox>();
        services.AddSingleton(provider => new AccessJudge(
            provider.GetRequiredService<ILedgers>(), provider.GetRequiredService<ProxyIdentity>().Is, provider.GetRequiredService<RevocationsOnSight>(), provider.GetRequiredService<TimeProvider>()));
        services.AddErasure(provider => ActivatorUtilities.CreateInstance<ReencryptionKeys>(provider));
        services.AddHostedService<PreWorker>();
    }

    private static void AddErasure(this IServiceCollection services, Func<IServiceProvider, IDocumentHolding> holding) =>
        services.AddSingleton(holding).AddSingleton<ErasureDesk>().AddHostedService<ErasureWorker>();

    /// <summary>Content is barred from the order of its erasure on, and by the chain for ever.</summary>
    private static ContentBar Bar(IServiceProvider provider)
    {
        var (ledgers, stored, ordered) = (
            provider.GetRequiredService<ILedgers>(), provider.GetRequiredService<StoredDocuments>(), provider.GetRequiredService<OrderedErasures>());
        return sha256 => ordered.CoversContent(sha256) || stored.IsErased(ledgers.All, sha256) ? ContentRefusals.Erased : null;
    }

    /// <summary>What whoever delivers needs, proxy or store; a node is never both (<see cref="RefuseCollusion"/>).</summary>
    private static void AddAccesses(this IServiceCollection services, Func<IServiceProvider, SigningKey> holder) => services
        .AddSingleton<RequestNonces>()
        .AddSingleton(provider => new RefusedAccesses(
            holder(provider), provider.GetRequiredService<ILedgers>(), provider.GetRequiredService<StoreEngine>(), provider.GetRequiredService<TimeProvider>()));

    private static void AddExchange<T>(
        this IServiceCollection services, PeerFrameKind question, PeerFrameKind answer, Func<PeerExchange, T> hold, Func<T, PeerExchange> held)
        where T : class
    {
        services.AddSingleton(new PeerFrameRegistration(question)).AddSingleton(new PeerFrameRegistration(answer));
        services.AddSingleton(provider => hold(new PeerExchange(
            provider.GetRequiredService<PeerHub>(), question, answer, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PeerExchange>>())));
        services.AddSingleton(provider => held(provider.GetRequiredService<T>()).Questions);
        services.AddSingleton(provider => held(provider.GetRequiredService<T>()).Answers);
    }

    private static void RequireMail(NodeOptions options, string why)
    {
        if (!options.Modules.Contains(NodeModule.Mail))
        {
            throw new NodeOptionsException("modules", $"mail is missing: {why}", "Add mail to the modules.");
        }
    }

    /// <summary>
    /// Whoever has both rk and what it opens, or both rk and one party's key, is no separate proxy (crypto.md §7, P21 §4.3.2).
    /// </summary>
    private static void RefuseCollusion(NodeOptions options)
    {
        if (options.Modules.Contains(NodeModule.Content))
        {
            throw new NodeOptionsException(
                "modules", "pre and content stand together: one machine would hold re-encryption keys and the sealed documents that they open the way to", "Run the proxy on a node of its own, without content.");
        }

        if (HospitalChainOf(options) is { } chainId)
        {
            throw new NodeOptionsException(
                "modules", $"pre stands on the node that seals hospital chain {chainId}: the hospital as owner or delegatee and the proxy together open every document of a folder", "Run the proxy on the system manager's node or on one of its own.");
        }
    }

    private static ILedger Ledger(IServiceProvider provider, Bytes32 chainId) => provider.GetRequiredService<ILedgers>().Find(chainId)!;

    /// <summary>The hospital's chain that this node seals.</summary>
    private static Bytes32? HospitalChainOf(NodeOptions options) => SealedChainOf(options, isRegistry: false)?.ChainId;

    /// <summary>
    /// The registry or the hospital's chain that this node seals, whatever else it seals; a genesis that does not parse is
    /// refused when the chains open.
    /// </summary>
    private static Genesis? SealedChainOf(NodeOptions options, bool isRegistry) => options.Chains
        .Where(chain => chain.Mode == ChainMode.Supernode && File.Exists(chain.GenesisPath))
        .Select(chain => Genesis.Parse(File.ReadAllBytes(chain.GenesisPath)).Value)
        .FirstOrDefault(genesis => genesis is not null && genesis.IsRegistry == isRegistry);
}
