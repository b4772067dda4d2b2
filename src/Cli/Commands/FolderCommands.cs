using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Protocol.State;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain folder`: folders of documents and their grants, for a hospital or a patient.</summary>
internal static class FolderCommands
{
    private const double HoursMax = 24 * 366 * 10;
    private static readonly Argument<string?> Folder = new("folder") { Description = "Its title, or the beginning of its id; the only one if not given.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> Grant = new("grant") { Description = "The beginning of the grant's id; the only one if not given.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Make() => new Command("folder", "Open folders of documents, share them, and end shares.").With(Open(), List(), Share(), Resume(), Grants(), Revoke(), Continue());

    private static Command Open()
    {
        var title = Inputs.Text("--title", "For your own eyes: it stays in the profile.", required: true);
        return new Command("open", "Open a folder under a key pair of its own: as the hospital, or as the patient of a visit.").With(title, VisitCommands.Visit).Does(async invocation =>
        {
            var session = invocation.Session;
            var visit = session.Settings.Role == ProfileRole.Patient ? new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit)) : null;
            var (folder, status) = await new FolderDesk(session).OpenAsync(visit, invocation.Get(title)!, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { folder = folder.FolderId, folder.ChainId, folder.Title, status.RecordId, status.Status, status.Height });
        });
    }

    private static Command List() => new Command("list", "Folders of this profile.").Does(invocation => Answer.Of(new
    {
        folders = new FolderDesk(invocation.Session).List()
            .Select(folder => new { folder = folder.FolderId, folder.ChainId, folder.Title, recordId = folder.RecordId, folder.Predecessor, visit = folder.VisitIndex, folder.OpenedMillis }),
    }));

    private static Command Share()
    {
        var to = Inputs.Hash("--to", "Signing key of the reader", required: true);
        var chain = Inputs.Hash("--chain", "The chain on which the reader is enrolled; the registry if not given");
        var document = Inputs.Hash("--document", "One document instead of the whole folder");
        var purpose = new Option<string>("--purpose") { Description = "What the reader reads for, at most 64 bytes.", DefaultValueFactory = _ => "TREAT" };
        var hours = new Option<double>("--hours") { Description = "For how long.", DefaultValueFactory = _ => 24 };
        var from = new Option<DateTimeOffset?>("--from") { Description = "When it begins, such as 2030-01-31T08:00Z; now if not given." };
        return new Command("share", "Grant a folder, later documents included, or one document in it; the proxy gets its key.")
            .With(Folder, to, chain, document, purpose, hours, from).Does(async invocation =>
            {
                var duration = invocation.Get(hours);
                if (!(duration > 0 && duration <= HoursMax))
                {
                    throw new RefusedException(ClientRefusals.InputInvalid.With($"--hours is more than 0 and at most {HoursMax}"));
                }

                var session = invocation.Session;
                var desk = new FolderDesk(session);
                return Told(await desk.ShareAsync(
                    desk.Find(invocation.Get(Folder)),
                    invocation.Get(document),
                    invocation.Get(to)!.Value,
                    invocation.Get(chain) ?? session.Settings.Registry(),
                    invocation.Get(purpose)!,
                    TimeSpan.FromHours(duration),
                    invocation.Wait,
                    invocation.Cancellation,
                    (ulong?)invocation.Get(from)?.ToUnixTimeMilliseconds()).ConfigureAwait(false));
            });
    }

    private static Command Resume() => new Command("resume", "Go on with whatever broke off: folders not yet on the chain, continuations, and grants whose key has not reached the proxy.").Does(async invocation =>
    {
        var desk = new FolderDesk(invocation.Session);
        await desk.ResumeAllAsync(invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new
        {
            folders = desk.List().Select(folder => new { folder = folder.FolderId, folder.Title, folder.Unfinished }),
            grants = desk.Grants().Select(grant => new { grant = grant.GrantId, keySent = grant.Letter is null }),
        });
    });

    private static Command Grants() => new Command("grants", "Grants given from this profile, as they stand on the chain, with the proxy's receipts.").Does(async invocation =>
    {
        var desk = new FolderDesk(invocation.Session);
        var shown = new List<object>();
        foreach (var grant in desk.Grants())
        {
            var (entry, receipt) = await desk.StandingAsync(grant, invocation.Cancellation).ConfigureAwait(false);
            shown.Add(new
            {
                grant = grant.GrantId,
                folder = grant.FolderId,
                document = grant.DocumentId,
                grant.Grantee,
                grant.Purpose,
                grant.UntilMillis,
                standing = Standing(entry, invocation.Session.NowMillis),
                keySent = grant.Letter is null,
                revocationReceipt = receipt,
            });
        }

        return Answer.Of(new { grants = shown });
    });

    private static Command Revoke() => new Command("revoke", "End a grant now. Continue the folder afterwards, so that later documents are under a new pair.").With(Grant).Does(async invocation =>
    {
        var desk = new FolderDesk(invocation.Session);
        var grant = desk.FindGrant(invocation.Get(Grant));
        var status = await desk.RevokeAsync(grant, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { grant = grant.GrantId, folder = grant.FolderId, status.RecordId, status.Status, status.Height });
    });

    private static Command Continue() => new Command("continue", "Go on under a new key pair, and give the grants that stand anew.").With(Folder).Does(async invocation =>
    {
        var desk = new FolderDesk(invocation.Session);
        var continued = await desk.ContinueAsync(desk.Find(invocation.Get(Folder)), invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        var next = continued.Folder;
        return Answer.Of(new
        {
            folder = next.FolderId,
            next.Predecessor,
            next.RecordId,
            reissued = continued.Reissued.Select(grant => new { grant = grant.GrantId, grant.Replaces, grant.Grantee }),
            refused = continued.Refused.Select(grant => new { grant = grant.GrantId, grant.Grantee, code = grant.Refusal.Code }),
        });
    });

    private static string Standing(GrantEntry? entry, ulong nowMillis) =>
        entry is null ? "waiting" : entry.Revoked ? "revoked" : entry.UntilMillis <= nowMillis ? "over" : "in-force";

    private static Answer Told((FolderGrantNote Grant, Client.Api.RecordStatus Status) given) => Answer.Of(new
    {
        grant = given.Grant.GrantId,
        folder = given.Grant.FolderId,
        document = given.Grant.DocumentId,
        given.Status.Status,
        given.Status.Height,
        given.Grant.UntilMillis,
    });
}
