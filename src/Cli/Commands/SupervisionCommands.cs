using System.CommandLine;
using System.Security.Cryptography;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain credit`, `hchain report`, `hchain appeal`, `hchain restore`: nobody has to trust the supernode.</summary>
internal static class SupervisionCommands
{
    private const int StatementBytesMax = 16 * 1024 * 1024;

    private static readonly Argument<Bytes32?> Case = Inputs.HashArgument("case", "Record id of the report; on a hospital's chain of the refused record");

    public static Command Credit()
    {
        var key = new Argument<string?>("key") { Description = "Signing key of the doctor or hospital; the own one if not given.", Arity = ArgumentArity.ZeroOrOne };
        var chain = Inputs.Hash("--chain", "The chain that keeps it: the hospital's for a doctor, the registry for a hospital; the home chain if not given");
        return new Command("credit", "What a doctor or hospital has left, and each change with its rule and its evidence, all proven.").With(key, chain, VisitCommands.Visit).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var party = invocation.Get(key) is not { } text ? identity.Key.PublicKey
                : Bytes32.TryParse(text, out var parsed) ? parsed
                : throw new RefusedException(ClientRefusals.InputInvalid.With($"{text} is no key"));
            var chainId = invocation.Get(chain) ?? identity.ChainId;
            var (credit, changes, complete) = await new CreditBook(session).ReadAsync(chainId, party, identity, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { key = party, chainId, credit.Points, expelled = credit.Expelled, expelledAtHeight = credit.Expelled ? credit.ExpelledAtHeight : (ulong?)null, complete, changes });
        });
    }

    public static Command Report() =>
        new Command("report", "Report to the system manager what a hospital's supernode did, with evidence that proves itself.").With(Evidence(), Promises(), Dispute(), List());

    public static Command Appeal()
    {
        var chain = Inputs.Hash("--chain", "The chain that has the case; the home chain if not given");
        var statement = Inputs.Text("--statement", "File with what is argued: only its hash goes onto the chain; mail the file to the judge yourself.");
        return new Command("appeal", "Ask for another look at what you were charged with: once for each case.").With(Case, chain, statement).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var hash = invocation.Get(statement) is { } path ? new Bytes32(SHA256.HashData(Inputs.ReadFile(path, StatementBytesMax))) : default;
            var status = await new CreditBook(session)
                .AppealAsync(invocation.Get(chain) ?? identity.ChainId, invocation.Get(Case)!.Value, hash, identity, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { caseId = invocation.Get(Case), status.RecordId, status.Status, status.Height });
        });
    }

    public static Command Restore()
    {
        var points = new Argument<uint>("points") { Description = "Points to give back, at most what the case cost; 0 when the appeal fails." };
        var chain = Inputs.Hash("--chain", "The chain that has the case; the home chain if not given");
        return new Command("restore", "Answer an appeal: for the system manager, and for a hospital about its doctors.").With(Case, points, chain).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var status = await new CreditBook(session)
                .RestoreAsync(invocation.Get(chain) ?? identity.ChainId, invocation.Get(Case)!.Value, invocation.Get(points), identity, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { caseId = invocation.Get(Case), points = invocation.Get(points), status.RecordId, status.Status, status.Height });
        });
    }

    private static Command Evidence()
    {
        var file = new Argument<string>("file") { Description = "Evidence, or two conflicting heads as this client or a node kept them." };
        return new Command("evidence", "Check evidence here, then report it.").With(file, VisitCommands.Visit).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var evidence = await new Reporting(session).ReadAsync(Inputs.ReadFile(invocation.Get(file), RecordLimits.EvidenceBytesMax), identity, invocation.Cancellation).ConfigureAwait(false);
            return await ReportAsync(evidence, session, identity, invocation).ConfigureAwait(false);
        });
    }

    private static Command Promises() => new Command("promises", "Look at every promise that this party was given; report those that were broken.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var (session, identity) = (invocation.Session, Identity(invocation));
        var broken = await session.Promises.SettleAsync(identity, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { open = session.Promises.Open().Count, broken });
    });

    private static Command Dispute()
    {
        var record = Inputs.HashArgument("record", "The own record that was refused with EVIDENCE_MISMATCH");
        var chain = Inputs.Hash("--chain", "Its chain; the home chain if not given");
        return new Command("dispute", "For a doctor: dispute a refusal of evidence. The hospital then discloses α, sealed, to the system manager.").With(record, chain).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var evidence = await new Reporting(session)
                .DisputeAsync(invocation.Get(chain) ?? session.Settings.Home(), invocation.Get(record)!.Value, identity, invocation.Cancellation).ConfigureAwait(false);
            return await ReportAsync(evidence, session, identity, invocation).ConfigureAwait(false);
        });
    }

    private static Command List()
    {
        var chain = Inputs.Hash("--chain", "The chain whose cases to list; the registry chain if not given");
        return new Command("list", "Cases and how far they are.").With(chain, VisitCommands.Visit).Does(async invocation =>
        {
            var (session, identity) = (invocation.Session, Identity(invocation));
            var chainId = invocation.Get(chain) ?? session.Settings.Registry();
            var cases = await session.Connect(session.Settings.NodeFor(chainId), identity).CasesAsync(chainId, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { chainId, cases });
        });
    }

    private static async Task<Answer> ReportAsync(OffenceEvidence evidence, ClientSession session, LoginIdentity identity, Invocation invocation)
    {
        var report = await new Reporting(session).ReportAsync(evidence, identity, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { evidence.Code, chainId = evidence.Genesis.ChainId, offence = evidence.OffenceKey, reportId = report });
    }

    /// <summary>A patient acts as a visit, anyone else as themselves.</summary>
    private static LoginIdentity Identity(Invocation invocation)
    {
        var session = invocation.Session;
        if (session.Settings.Role != ProfileRole.Patient)
        {
            return session.OwnIdentity();
        }

        var visits = new PatientVisits(session);
        return visits.IdentityOf(visits.Find(invocation.Get(VisitCommands.Visit)));
    }
}
