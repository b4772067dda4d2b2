using System.Globalization;
using HospitalChain.Crypto;
using HospitalChain.Node.Explorer.Pages;
using HospitalChain.Node.Explorer.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Explorer;

/// <summary>
/// Folders, grants and accesses, and the login that this one page asks for: who reads what is for those whom it concerns.
/// </summary>
internal static class FolderEndpoints
{
    public const string TokenField = "token";
    public const string BackField = "back";
    private const int AccessesPerPage = 25;
    private const int FormBytesMax = 4_096;

    public static void Map(RouteGroupBuilder explorer)
    {
        explorer.MapGet(ExplorerPath.Root + "/chains/{chain}/folders", Show);
        explorer.MapPost(ExplorerPath.SignIn, SignInAsync).DisableAntiforgery();
        explorer.MapPost(ExplorerPath.SignOut, SignOut).DisableAntiforgery();
    }

    private static RazorComponentResult Show(
        ExplorerChains chains, FolderIndexes indexes, ExplorerSession session, TimeProvider time, HttpContext context, string chain, string? skip)
    {
        if (!Bytes32.TryParse(chain, out var id) || chains.Find(id) is not { } host)
        {
            return Notices.NoSuchChain;
        }

        if (host.Genesis.IsRegistry)
        {
            return Notices.NoFolders(host);
        }

        if (session.CallerOf(context) is not { } caller)
        {
            return SignInPage(ExplorerPath.Folders(id), wrong: false, StatusCodes.Status401Unauthorized);
        }

        var from = skip is not null && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        return new RazorComponentResult<FoldersPage>(new
        {
            Host = host,
            View = indexes.Of(host).Read(new FolderViewer(caller, host.Genesis), from, AccessesPerPage),
            NowMillis = Wording.NowMillis(time),
            PageSize = AccessesPerPage,
        });
    }

    /// <summary>Only from this page's own form: another site could otherwise log its visitor in as somebody.</summary>
    private static async Task<Results<RedirectHttpResult, RazorComponentResult>> SignInAsync(HttpContext context, ExplorerSession session, CancellationToken cancellation)
    {
        if (!IsOwnForm(context.Request) || context.Request.ContentLength is not <= FormBytesMax)
        {
            return Notices.NoForm;
        }

        var form = await context.Request.ReadFormAsync(cancellation);
        var back = form[BackField].ToString();
        back = back.StartsWith(ExplorerPath.Root + "/", StringComparison.Ordinal) ? back : ExplorerPath.Root;
        return session.TryBegin(context, form[TokenField].ToString())
            ? TypedResults.Redirect(back)
            : SignInPage(back, wrong: true, StatusCodes.Status401Unauthorized);
    }

    private static Results<RedirectHttpResult, RazorComponentResult> SignOut(HttpContext context)
    {
        if (!IsOwnForm(context.Request))
        {
            return Notices.NoForm;
        }

        ExplorerSession.End(context);
        return TypedResults.Redirect(ExplorerPath.Root);
    }

    /// <summary>What the browser says of where the form was; the pages send no referrer, so no Origin either.</summary>
    private static bool IsOwnForm(HttpRequest request) => request.HasFormContentType && request.Headers["Sec-Fetch-Site"] == "same-origin";

    private static RazorComponentResult<SignInPage> SignInPage(string back, bool wrong, int status) => new(new { Back = back, Wrong = wrong }) { StatusCode = status };
}
