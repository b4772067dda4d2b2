using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Letters;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain assignment`: a doctor's assigned visits.</summary>
internal static class AssignmentCommands
{
    public static Command Make() => new Command("assignment", "A doctor's assigned visits.").With(Receive(), List());

    /// <summary>What became of a round of mail, for every command that receives some.</summary>
    public static object RoundOf(LetterRound round) => new
    {
        received = round.Taken.Count,
        waiting = round.Left.Count,
        refused = round.Refused.Select(refused => new { mail = refused.Mail, code = refused.Refusal.Code }),
    };

    private static Command Receive() => new Command("receive", "Take assignments from the mailbox; one whose visit is in no block yet waits there.").Does(async invocation =>
        Answer.Of(RoundOf(await new AssignmentInbox(invocation.Session).ReceiveAsync(invocation.Cancellation).ConfigureAwait(false))));

    private static Command List() => new Command("list", "Assignments kept in this profile. Shows patients' identifiers.").Does(invocation => Answer.Of(new
    {
        assignments = new AssignmentInbox(invocation.Session).List().Select(assignment => new { assignment.Id, pid = assignment.Pid.ToArray(), assignment.ChainId, doctors = assignment.Doctors.Count }),
    }));
}
