using System.Globalization;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Explorer.Pages;
using HospitalChain.Node.Explorer.Views;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Supervision;
using HospitalChain.Protocol.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Explorer;

/// <summary>
/// The explorer: pages for people, at /explorer on the API's port, on nodes whose module <c>explorer</c> is on. They need
/// no login but for one page, who reads what: they show headers, envelopes, sizes, hashes, credit and peers, and never content, names, identities or the
/// bytes of a capsule, so there is no patient data to protect; whole records and their proofs stay with the API, which
/// asks for a login. Who may reach the pages is decided by where the API listens, which is loopback unless the
/// configuration says otherwise; they say so. Calls count against the rate of the caller's address like other calls. Everything is read from <see cref="ExplorerChains"/>;
/// nothing here changes anything.
/// </summary>
public static class ExplorerEndpoints
{
    private const int BlocksPerPage = 25;
    private const int NewestBlocks = 6;
    private const int RejectionsPerPage = 25;
    private const int RefreshSecondsMax = 3_600;
    private const int RefreshSecondsStandard = 5;
    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(2);

    public static IEndpointRouteBuilder MapExplorer(this IEndpointRouteBuilder routes)
    {
        var explorer = routes.MapGroup(string.Empty)
            .ExcludeFromDescription()
            .AllowAnonymous()
            .AddEndpointFilter(ExplorerHeaders.SetAsync)
            .LimitRate(routes.ServiceProvider.GetRequiredService<RateGate>(), context => "address " + context.Connection.RemoteIpAddress);
        explorer.MapGet("/", () => TypedResults.Redirect(ExplorerPath.Root));
        explorer.MapGet(ExplorerPath.Root, Overview);
        explorer.MapGet(ExplorerPath.Peers, ShowPeers);
        explorer.MapGet(ExplorerPath.About, ShowAbout);
        explorer.MapGet(ExplorerPath.Find, Find);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}", ShowChain);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/genesis", DownloadGenesis);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/blocks/{height}", ShowBlock);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/records/{record}", ShowRecordAsync);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/credit", ShowCredit);
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/teams/{sid}", ShowTeam);
        FolderEndpoints.Map(explorer);
        ExplorerAssets.Map(explorer);
        explorer.MapGet(ExplorerPath.Root + "/{**rest}", () => Notices.NoSuchPage);
        return routes;
    }

    private static RazorComponentResult Overview(ExplorerChains chains, PeerHub hub, TimeProvider time, string? refresh)
    {
        var now = Wording.NowMillis(time);
        var cards = chains.All.Select(host => new ChainCard(Views.ChainView.Of(host, now), BlockRow.Down(host, host.Chain.Head.Height, NewestBlocks))).ToArray();
        return Page<OverviewPage>(new { Cards = cards, Peers = hub.Snapshot(), Refresh = RefreshOf(refresh) });
    }

    private static RazorComponentResult ShowPeers(ExplorerChains chains, PeerHub hub, string? refresh) => Page<PeersPage>(new
    {
        Chains = (IReadOnlyList<ChainHostStatus>)[.. chains.All.Select(chain => chain.Status())],
        Peers = hub.Snapshot(),
        Refresh = RefreshOf(refresh),
    });

    private static RazorComponentResult ShowAbout(ExplorerChains chains) => Page<AboutPage>(new { Chains = chains.All });

    private static RazorComponentResult ShowChain(ExplorerChains chains, TimeProvider time, string chain, string? top, string? refresh)
    {
        if (ChainOf(chains, chain) is not { } host)
        {
            return Notices.NoSuchChain;
        }

        var newest = host.Chain.Head.Height;
        if (top is not null && !TryHeight(top, out _))
        {
            return Notices.NoHeight;
        }

        var from = top is not null && TryHeight(top, out var asked) ? Math.Min(asked, newest) : newest;
        return Page<ChainPage>(new
        {
            View = Views.ChainView.Of(host, Wording.NowMillis(time)),
            Rows = BlockRow.Down(host, from, BlocksPerPage),
            Top = from,
            PageSize = BlocksPerPage,
            Refresh = top is null ? RefreshOf(refresh) : 0,
        });
    }

    private static RazorComponentResult ShowBlock(ExplorerChains chains, string chain, string height)
    {
        if (ChainOf(chains, chain) is not { } host)
        {
            return Notices.NoSuchChain;
        }

        if (!TryHeight(height, out var at))
        {
            return Notices.NoHeight;
        }

        return BlockView.At(host, at) is { } view
            ? Page<BlockPage>(new { Host = host, View = view })
            : Notices.NoSuchBlock(host, at);
    }

    private static async Task<RazorComponentResult> ShowRecordAsync(ExplorerChains chains, string chain, string record, CancellationToken cancellation)
    {
        if (ChainOf(chains, chain) is not { } host)
        {
            return Notices.NoSuchChain;
        }

        if (!Bytes32.TryParse(record, out var id))
        {
            return Notices.NoIdentifier;
        }

        if (host.ReadRecord(id) is { } located)
        {
            return Page<RecordPage>(new { Host = host, View = RecordView.Of(host, located) });
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StatusPatience);
        try
        {
            return Notices.Undecided(host, await host.StatusOfAsync(id, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Notices.ChainBusy(host);
        }
    }

    private static RazorComponentResult ShowCredit(
        ExplorerChains chains, CreditIndexes indexes, ILedgers ledgers, SupervisionJournals journals, string chain, string? skip) =>
        ChainOf(chains, chain) is not { } host ? Notices.NoSuchChain
        : host.Genesis.IsRegistry ? ShowHospitals(host, ledgers.Find(host.ChainId)!, journals)
        : Page<CreditPage>(new
        {
            Host = host,
            View = indexes.Of(host).Read(skip is not null && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0, RejectionsPerPage),
            PageSize = RejectionsPerPage,
        });

    private static RazorComponentResult ShowHospitals(ChainHost host, ILedger registry, SupervisionJournals journals)
    {
        var (journal, state) = (journals.Of(registry), registry.State);
        return Page<HospitalsPage>(new
        {
            Host = host,
            Hospitals = journal.Parties().Select(key => HospitalRow.Of(state, key, journal.ChangesOf(key))).ToArray(),
            Cases = journal.Cases().Reverse().Select(note => (note, entry: state.Entries.Case(note.CaseId))).Where(pair => pair.entry is not null)
                .Select(pair => CaseView.Of(pair.note, pair.entry!)).ToArray(),
        });
    }

    private static RazorComponentResult ShowTeam(ExplorerChains chains, TimeProvider time, string chain, string sid, string? refresh)
    {
        if (ChainOf(chains, chain) is not { } host)
        {
            return Notices.NoSuchChain;
        }

        if (!Bytes32.TryParse(sid, out var id))
        {
            return Notices.NoIdentifier;
        }

        return TeamProgress.Of(host.Chain.Entries, id) is { } progress
            ? Page<TeamPage>(new { Host = host, View = TeamView.Of(progress, Wording.NowMillis(time), host.Genesis.Parameters.GraceMillis), Refresh = RefreshOf(refresh) })
            : Notices.NoSuchTeam(host);
    }

    /// <summary>Where an identifier or a height stands: a chain, a record, or a block of the chain named beside it.</summary>
    private static Results<RedirectHttpResult, RazorComponentResult> Find(ExplorerChains chains, string? q)
    {
        var wanted = (q ?? string.Empty).Trim();
        if (TryHeight(wanted, out var height))
        {
            var holders = chains.All.Where(host => height <= host.Chain.Head.Height).ToArray();
            return holders.Length == 1
                ? TypedResults.Redirect(ExplorerPath.Block(holders[0].ChainId, height))
                : Page<FoundBlocksPage>(new { Height = height, Hosts = (IReadOnlyList<ChainHost>)holders }, holders.Length == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }

        if (!Bytes32.TryParse(wanted, out var id))
        {
            return Notices.NoIdentifier;
        }

        if (chains.Find(id) is not null)
        {
            return TypedResults.Redirect(ExplorerPath.Chain(id));
        }

        return chains.All.FirstOrDefault(host => host.ReadRecord(id) is not null) is { } holder
            ? TypedResults.Redirect(ExplorerPath.Record(holder.ChainId, id))
            : Notices.NothingFound(id);
    }

    private static Results<FileContentHttpResult, RazorComponentResult> DownloadGenesis(ExplorerChains chains, string chain) =>
        ChainOf(chains, chain) is { } host
            ? TypedResults.Bytes(host.Genesis.ToBytes(), "application/vnd.msgpack", $"{host.ChainId}.genesis")
            : Notices.NoSuchChain;

    private static RazorComponentResult<TPage> Page<TPage>(object parameters, int status = StatusCodes.Status200OK)
        where TPage : Microsoft.AspNetCore.Components.IComponent => new(parameters) { StatusCode = status };

    private static ChainHost? ChainOf(ExplorerChains chains, string text) => Bytes32.TryParse(text, out var id) ? chains.Find(id) : null;

    private static bool TryHeight(string text, out ulong height) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out height);

    /// <summary>Seconds between reloads; 0 for none, which <c>?refresh=off</c> asks for.</summary>
    private static int RefreshOf(string? text) =>
        text is null ? RefreshSecondsStandard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= RefreshSecondsMax ? seconds
        : 0;
}
