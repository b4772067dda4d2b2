using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain diagnose`: a file becomes a sealed, searchable record of an assigned visit.</summary>
internal static class DiagnoseCommand
{
    private const int FhirBytesMax = 32 * 1024 * 1024;
    private static readonly Argument<string?> FileArgument = new("file") { Description = "Any file; FHIR R4 JSON names the symptom itself.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Visit = Inputs.Text("--visit", "The beginning of the visit's PID, or the patient's ID; needed where several are assigned.");
    private static readonly Option<string?> Symptom = Inputs.Text("--symptom", "The symptom as 'system|code', such as 'http://snomed.info/sct|195967001'.");
    private static readonly Option<string?> Condition = Inputs.Text("--condition", "Id of the FHIR Condition to take, where there are several.");
    private static readonly Option<string?> MediaType = Inputs.Text("--media-type", "IANA media type of the file.");
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with diagnoses that were begun and not finished." };

    public static Command Make() => new Command("diagnose", "Seal a diagnosis to its patient, store it, and record it.").With(FileArgument, Visit, Symptom, Condition, MediaType, Resume)
        .Does(invocation => invocation.Get(Resume) ? ResumeAsync(invocation) : WriteAsync(invocation));

    private static async Task<Answer> WriteAsync(Invocation invocation)
    {
        var file = invocation.Get(FileArgument) ?? throw new RefusedException(ClientRefusals.InputInvalid.With("needs a file, or --resume"));
        if (!File.Exists(file))
        {
            throw new RefusedException(ClientRefusals.FileMissing.With(file));
        }

        var session = invocation.Session;
        var assignment = new AssignmentInbox(session).Find(invocation.Get(Visit));
        var (symptom, mediaType) = Read(invocation, file);
        var writer = new DiagnosisWriter(session);
        var draft = await writer.BeginAsync(assignment, file, symptom, mediaType, invocation.Cancellation).ConfigureAwait(false);
        return Told(await writer.FinishAsync(draft, assignment, invocation.Wait, invocation.Cancellation).ConfigureAwait(false), draft, assignment);
    }

    private static async Task<Answer> ResumeAsync(Invocation invocation)
    {
        var inbox = new AssignmentInbox(invocation.Session);
        var writer = new DiagnosisWriter(invocation.Session);
        var done = new List<object>();
        foreach (var draft in writer.Drafts())
        {
            var assignment = inbox.Find(Convert.ToHexStringLower(draft.Pid));
            var status = await writer.FinishAsync(draft, assignment, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            done.Add(new { status.RecordId, status.Status, draft.ContentHash });
        }

        return Answer.Of(new { resumed = done });
    }

    private static (FhirCoding Symptom, string MediaType) Read(Invocation invocation, string file)
    {
        var isJson = Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(file);
        var json = isJson && new FileInfo(file).Length <= FhirBytesMax ? File.ReadAllBytes(file) : null;
        var isFhir = json is not null && FhirReader.IsFhir(json);
        var mediaType = invocation.Get(MediaType) ?? (isFhir ? FhirReader.MediaType : "application/octet-stream");
        if (invocation.Get(Symptom) is { } named)
        {
            var at = named.LastIndexOf('|');
            return at > 0 && at < named.Length - 1
                ? (new FhirCoding(named[..at], named[(at + 1)..], null), mediaType)
                : throw new RefusedException(ClientRefusals.InputInvalid.With("--symptom is 'system|code'"));
        }

        return isFhir ? (FhirReader.Symptom(json, invocation.Get(Condition)).OrRefuse(), mediaType) : throw new RefusedException(ClientRefusals.SymptomMissing.With(file));
    }

    private static Answer Told(RecordStatus status, DiagnosisDraft draft, DoctorAssignment assignment) => Answer.Of(new
    {
        status.RecordId,
        status.Status,
        status.Height,
        draft.ContentHash,
        assignment.ChainId,
        pid = assignment.Pid.ToArray(),
    });
}
