using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain record`: what is on the chain, read by its patient, proven to anyone.</summary>
internal static class RecordCommands
{
    private static readonly Argument<Bytes32?> Id = Inputs.HashArgument("record", "A record's id");
    private static readonly Option<Bytes32?> Chain = Inputs.Hash("--chain", "The record's chain; the home chain, or the visit's, if not given");

    public static Command Make() => new Command("record", "Records of a visit or chain.").With(List(), Read(), Verify(), Status());

    private static Command List() => new Command("list", "A visit's records, for its patient.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
        return Answer.Of(new { visit = visit.Index, records = await new OwnRecordReader(invocation.Session).ListAsync(visit, invocation.Cancellation).ConfigureAwait(false) });
    });

    private static Command Read()
    {
        var file = Inputs.File("--out", "File for the plaintext; named only after everything was verified.");
        return new Command("read", "Fetch, verify and open a diagnosis of the own visit.").With(Id, VisitCommands.Visit, file).Does(async invocation =>
        {
            var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
            var opened = await new OwnRecordReader(invocation.Session)
                .ReadAsync(visit, invocation.Get(Id)!.Value, invocation.Get(file)!, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { recordId = invocation.Get(Id), file = opened.Path, opened.SizeBytes, opened.MediaType });
        });
    }

    private static Command Verify()
    {
        var save = Inputs.Text("--save", "Folder for the record, its proof and the genesis, to verify offline later.");
        return new Command("verify", "Prove that a record stands on its chain.").With(Id, Chain, VisitCommands.Visit, save).Does(async invocation =>
        {
            var session = invocation.Session;
            var (chainId, identity) = Where(invocation, Chain);
            var recordId = invocation.Get(Id)!.Value;
            var proof = await session.Chains.RecordProofAsync(chainId, recordId, identity, invocation.Cancellation).ConfigureAwait(false);
            var proven = proof.Verify(session.Folder.Genesis(chainId)!).OrRefuse();
            if (invocation.Get(save) is { } folder)
            {
                Directory.CreateDirectory(folder);
                Inputs.WriteFile(Path.Combine(folder, recordId + ".record"), proven.Record.Bytes.Span);
                Inputs.WriteFile(Path.Combine(folder, recordId + ".proof"), proof.ToBytes());
                File.WriteAllBytes(Path.Combine(folder, chainId + ".genesis"), session.Folder.Genesis(chainId)!.ToBytes());
            }

            return Answer.Of(new
            {
                recordId,
                chainId,
                kind = proven.Record.Kind,
                author = proven.Record.Author,
                height = proven.Header.Height,
                blockTimeMillis = proven.Header.TimeMillis,
                head = proven.Head?.Height,
                verified = true,
            });
        });
    }

    private static Command Status() => new Command("status", "How far a record is; with --wait until it is in a block.").With(Id, Chain, VisitCommands.Visit).Does(async invocation =>
    {
        var (chainId, identity) = Where(invocation, Chain);
        var status = await new RecordSubmission(invocation.Session)
            .WaitAsync(chainId, invocation.Get(Id)!.Value, known: null, identity, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { status.RecordId, status.Status, status.Height, status.Code });
    });

    /// <summary>Which chain to ask, as whom: a patient as the visit, anyone else as themselves.</summary>
    internal static (Bytes32 ChainId, LoginIdentity Identity) Where(Invocation invocation, Option<Bytes32?> chain)
    {
        var session = invocation.Session;
        if (session.Settings.Role != ProfileRole.Patient)
        {
            return (invocation.Get(chain) ?? session.Settings.Home(), session.OwnIdentity());
        }

        var visits = new PatientVisits(session);
        var visit = visits.Find(invocation.Get(VisitCommands.Visit));
        return (invocation.Get(chain) ?? visit.ChainId, visits.IdentityOf(visit));
    }
}
