using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Patients;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain revoke`: consent ends before its time.</summary>
internal static class RevokeCommand
{
    public static Command Make()
    {
        var grant = new Argument<string?>("grant") { Description = "The beginning of the grant's id; the only one if not given.", Arity = ArgumentArity.ZeroOrOne };
        return new Command("revoke", "End a grant now. What was read before stays read.").With(grant).Does(async invocation =>
        {
            var desk = new ConsentDesk(invocation.Session);
            var note = desk.Find(invocation.Get(grant));
            var status = await desk.RevokeAsync(note, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { grant = note.GrantId, status.RecordId, status.Status, status.Height });
        });
    }
}
