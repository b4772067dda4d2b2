using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Doctors;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain fetch`: a doctor reads what a patient granted.</summary>
internal static class FetchCommand
{
    public static Command Make()
    {
        var share = Inputs.Text("--share", "The beginning of the share's id; the only one if not given.");
        var record = Inputs.Hash("--record", "The record, where the share is for a whole visit");
        var file = Inputs.File("--out", "File for the plaintext; named only after everything was verified.");
        return new Command("fetch", "Fetch, verify and open a granted record.").With(share, record, file).Does(async invocation =>
        {
            var reader = new SharedRecordReader(invocation.Session);
            var note = reader.Find(invocation.Get(share));
            var (accessId, opened) = await reader.FetchAsync(note, invocation.Get(record), invocation.Get(file)!, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { share = note.ShareId, recordId = invocation.Get(record) ?? note.RecordId, accessId, file = opened.Path, opened.SizeBytes, opened.MediaType });
        });
    }
}
