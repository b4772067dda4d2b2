using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Audits;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Protocol.Audit;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain audit`: who accessed what, when, under which grant and purpose.</summary>
internal static class AuditCommands
{
    private const int ExportBytesMax = 1 << 30;
    private const string SignatureEnding = ".sig";
    private const string ProofsEnding = ".proofs";

    private static readonly SortedDictionary<string, AuditFormat> Formats = new(StringComparer.Ordinal)
    {
        ["json-lines"] = AuditFormat.JsonLines,
        ["csv"] = AuditFormat.Csv,
        ["fhir"] = AuditFormat.Fhir,
    };

    public static Command Make() => new Command("audit", "Export accesses from the chain, and check an export.").With(Export(), Verify());

    private static Command Export()
    {
        var file = Inputs.File("--out", "File to write; beside it its signature (.sig) and its proofs (.proofs).");
        var format = new Option<string>("--format") { Description = string.Join(", ", Formats.Keys) + ".", DefaultValueFactory = _ => "json-lines" };
        var chain = Inputs.Hash("--chain", "The chain; the home chain if not given, for a patient the visit's");
        return new Command("export", "Write every access of a chain; for a patient those of one visit's grants, signed with the visit's key.")
            .With(file, format, chain, VisitCommands.Visit).Does(async invocation =>
            {
                if (!Formats.TryGetValue(invocation.Get(format)!, out var chosen))
                {
                    throw new RefusedException(ClientRefusals.InputInvalid.With("--format is one of " + string.Join(", ", Formats.Keys)));
                }

                var session = invocation.Session;
                var visit = session.Settings.Role == ProfileRole.Patient ? new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit)) : null;
                var chainId = visit?.ChainId ?? invocation.Get(chain) ?? session.Settings.Home();
                var files = await new AuditDesk(session).ExportAsync(chainId, visit, chosen, invocation.Cancellation).ConfigureAwait(false);
                var path = invocation.Get(file)!;
                Inputs.WriteFile(path, files.File, secret: true);
                Inputs.WriteFile(path + SignatureEnding, files.Export.ToBytes(), secret: true);
                Inputs.WriteFile(path + ProofsEnding, files.Proofs.ToBytes(), secret: true);
                return Answer.Of(new { file = path, chainId, accesses = files.Lines, files.Height, maker = files.Export.Maker });
            });
    }

    private static Command Verify()
    {
        var file = new Argument<string>("file") { Description = "The exported file; its signature and proofs lie beside it." };
        var genesis = Inputs.Text("--genesis", "The chain's genesis, which is trusted; the profile's if not given.");
        return new Command("verify", "Check an export offline: who made it, and that each line stands on the chain.").With(file, genesis).Does(invocation =>
        {
            var path = invocation.Get(file);
            var export = AuditExport.Parse(Inputs.ReadFile(path + SignatureEnding, ExportBytesMax)).OrRefuse();
            var proofs = AuditProofs.Parse(Inputs.ReadFile(path + ProofsEnding, AuditProofs.BytesMax)).OrRefuse();
            var trusted = invocation.Get(genesis) is { } named
                ? Inputs.ReadGenesis(named)
                : invocation.Folder.Genesis(export.ChainId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"genesis of chain {export.ChainId}: give --genesis"));
            var trail = AuditFiles.Check(Inputs.ReadFile(path, ExportBytesMax), export, proofs, trusted);
            return Answer.Of(new { verified = true, export.ChainId, maker = export.Maker, format = export.Format, accesses = trail.Lines.Count });
        });
    }
}
