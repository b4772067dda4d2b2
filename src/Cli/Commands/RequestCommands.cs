using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Doctors;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain request`: a doctor asks a patient for a record.</summary>
internal static class RequestCommands
{
    public static Command Make() => new Command("request", "Ask a patient for a record, perhaps of another hospital.").With(New(), List(), Status());

    private static Command New()
    {
        var chain = Inputs.Hash("--chain", "The visit's chain", required: true);
        var pid = Inputs.File("--pid", "The visit's PID, 290 hexadecimal digits.");
        var record = Inputs.Hash("--record", "The record; every record of the visit if not given");
        var purpose = new Option<string>("--purpose") { Description = "What it is read for.", DefaultValueFactory = _ => "TREAT" };
        var days = new Option<double>("--days") { Description = "For how long.", DefaultValueFactory = _ => 7 };
        return new Command("new", "Make a share and mail it to patient and proxy.").With(chain, pid, record, purpose, days).Does(async invocation =>
        {
            var share = await new ShareRequester(invocation.Session).RequestAsync(
                invocation.Get(chain)!.Value,
                Inputs.Hex(invocation.Get(pid)!, RecordLimits.PidBytes, "a PID"),
                invocation.Get(record),
                invocation.Get(purpose)!,
                TimeSpan.FromDays(Math.Clamp(invocation.Get(days), 0.0001, 3650)),
                invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { share = share.ShareId, share.ChainId, share.RecordId, share.UntilMillis });
        });
    }

    private static Command List() => new Command("list", "Shares asked for from this profile.").Does(invocation => Answer.Of(new
    {
        shares = new ShareRequester(invocation.Session).List().Select(share => new { share = share.ShareId, share.ChainId, share.RecordId, share.UntilMillis }),
    }));

    private static Command Status()
    {
        var share = Inputs.Text("--share", "The beginning of the share's id; the only one if not given.");
        return new Command("status", "How far a share is at the proxy.").With(share).Does(async invocation =>
        {
            var reader = new SharedRecordReader(invocation.Session);
            return Answer.Of(await reader.StatusAsync(reader.Find(invocation.Get(share)).ShareId, invocation.Cancellation).ConfigureAwait(false));
        });
    }
}
