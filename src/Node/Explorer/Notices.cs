using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Explorer.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Explorer;

/// <summary>Pages that say why there is nothing else to show, and what to do.</summary>
internal static class Notices
{
    private const int WaitingRefreshSeconds = 3;

    public static RazorComponentResult NoSuchPage => Make(StatusCodes.Status404NotFound, "No such page", "The explorer has no page at this address.", "Start from the overview.");

    public static RazorComponentResult NoSuchChain => Make(
        StatusCodes.Status404NotFound, "No such chain here", "This node does not keep a chain with that id.", "The overview lists every chain of this node; another node may keep the one you look for.");

    public static RazorComponentResult NoHeight => Make(
        StatusCodes.Status400BadRequest, "That is not a height", "A block's height is a whole number, 0 for the genesis.", "Write it in digits only, without separators.");

    public static RazorComponentResult NoIdentifier => Make(
        StatusCodes.Status400BadRequest, "That is not an identifier", "A chain, a record or a key is named by exactly 64 hexadecimal digits; a block by its height in digits.",
        "Copy the whole identifier: a click on a shortened one selects all of it.");

    public static RazorComponentResult NoFolders(ChainHost host) => Make(
        StatusCodes.Status404NotFound, "No folders on this chain", $"{host.Name} is a registry chain: folders, grants and accesses stand on the hospitals' chains.", "Choose a hospital's chain.");

    public static RazorComponentResult NoForm => Make(
        StatusCodes.Status400BadRequest, "That was not sent from here", "Signing in and out is done by this node's own forms only.", "Open the page again and use its form.");

    public static RazorComponentResult NoSuchTeam(ChainHost host) => Make(
        StatusCodes.Status404NotFound, "No such session", $"{host.Name} has no team's session with that id.", "A session that was just opened is found here after its block.");

    public static RazorComponentResult NothingFound(Bytes32 id) => Make(
        StatusCodes.Status404NotFound, "Nothing has this identifier", $"No chain of this node has the id {id}, and no decided record has it.",
        "A record that was just submitted is found here after its block; one of another hospital's chain is found at a node that keeps that chain.");

    public static RazorComponentResult NoSuchBlock(ChainHost host, ulong height) => Make(
        StatusCodes.Status404NotFound, $"Block {Wording.Number(height)} is not here",
        $"The newest block of {host.Name} at this node is {Wording.Number(host.Chain.Head.Height)}.", "If a later one exists, this node is still catching up; the overview says so.");

    public static RazorComponentResult ChainBusy(ChainHost host) => Make(
        StatusCodes.Status503ServiceUnavailable, "The chain is busy", $"{host.Name} did not answer in time.", "Reload in a moment; the overview shows how the chain stands.", WaitingRefreshSeconds);

    /// <summary>A record that no block has decided.</summary>
    public static RazorComponentResult Undecided(ChainHost host, Submission submission)
    {
        var answer = submission.Answer;
        return answer.Status switch
        {
            SubmissionStatus.Accepted => Make(
                StatusCodes.Status200OK, "Accepted, not in a block yet", $"Record {answer.RecordId} is durable on this node's disk and on its way to the supernode of {host.Name}.",
                "This page follows it.", WaitingRefreshSeconds),
            SubmissionStatus.Promised => Make(
                StatusCodes.Status200OK, "Promised, not in a block yet",
                $"The supernode of {host.Name} promised to decide record {answer.RecordId} by {Wording.Time(answer.PromiseDeadlineMillis)}.", "This page follows it.", WaitingRefreshSeconds),
            SubmissionStatus.Rejected => Make(
                StatusCodes.Status404NotFound, "Refused before any block", $"Record {answer.RecordId} was refused: {answer.Refusal?.Code ?? "no reason was kept"}.", answer.Refusal?.Reason.Hint ?? "Submit it again."),
            _ => NothingFound(answer.RecordId),
        };
    }

    private static RazorComponentResult<NoticePage> Make(int status, string title, string text, string hint, int refresh = 0) =>
        new(new { Title = title, Text = text, Hint = hint, Refresh = refresh }) { StatusCode = status };
}
