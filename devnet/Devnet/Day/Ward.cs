using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Devnet.Day;

/// <summary>Three doctors in two hospitals make 25 diagnoses; they stand in full blocks and short ones, the same at every node.</summary>
internal sealed class Ward(Scene scene, IReadOnlyDictionary<int, VisitNote> visits)
{
    public async Task<IReadOnlyList<Made>> PlayAsync(IReadOnlyList<Document> documents)
    {
        scene.Report.Chapter($"Three doctors write {documents.Count} diagnoses");

        // All are sealed and stored first, so that their records come in close enough to fill blocks.
        var sealedBy = await Task.WhenAll(documents.GroupBy(document => document.Doctor, StringComparer.Ordinal).Select(group => StoreAsync(group.Key, [.. group])));
        var rounds = await Task.WhenAll(sealedBy.Select(SubmitAsync));
        var made = rounds.SelectMany(round => round).ToArray();
        scene.Report.Check(made.Length == documents.Count, $"{made.Length} diagnoses are in blocks");
        var counts = new List<uint>();
        counts.AddRange(await CheckBlocksAsync(NodeName.HospitalA));
        counts.AddRange(await CheckBlocksAsync(NodeName.HospitalB));
        scene.Report.Check(counts.Contains(10u), "ten records make a block at once");
        scene.Report.Check(counts.Exists(count => count is > 0 and < 10), "fewer go in a short block after their wait, so nothing is stuck");
        return made;
    }

    /// <summary>One more, by the same way as all others.</summary>
    public async Task<Bytes32> WriteOneAsync(string doctor, Document document, TimeSpan wait)
    {
        var person = scene.Network.Doctor(doctor, Registrations.HospitalOf(document.Patient));
        var assignment = new AssignmentInbox(person.Session).Find(Convert.ToHexStringLower(visits[document.Patient].Pid));
        var writer = new DiagnosisWriter(person.Session);
        var draft = await writer.BeginAsync(assignment, document.Path, document.Symptom(), FhirReader.MediaType, CancellationToken.None);
        return (await writer.FinishAsync(draft, assignment, wait, CancellationToken.None)).RecordId;
    }

    private async Task<Round> StoreAsync(string doctor, IReadOnlyList<Document> documents)
    {
        var hospital = Registrations.HospitalOf(documents[0].Patient);
        var person = scene.Network.Doctor(doctor, hospital);
        var inbox = new AssignmentInbox(person.Session);
        var expected = visits.Keys.Count(patient => Registrations.HospitalOf(patient) == hospital);
        await Scene.EventuallyAsync(async () =>
        {
            await inbox.ReceiveAsync(CancellationToken.None);
            return inbox.List().Count >= expected;
        });
        scene.Report.Check(inbox.List().Count == expected, $"{doctor} has {expected} assignments from the hospital's mail");
        var writer = new DiagnosisWriter(person.Session);
        var drafts = new List<(Document Document, DoctorAssignment Assignment, DiagnosisDraft Draft)>();
        foreach (var document in documents)
        {
            var assignment = inbox.Find(Convert.ToHexStringLower(visits[document.Patient].Pid));
            var draft = await writer.BeginAsync(assignment, document.Path, document.Symptom(), FhirReader.MediaType, CancellationToken.None);
            drafts.Add((document, assignment, await writer.StoreAsync(draft, assignment, CancellationToken.None)));
        }

        return new Round(doctor, hospital, person, drafts);
    }

    private async Task<IReadOnlyList<Made>> SubmitAsync(Round round)
    {
        var (doctor, hospital, person, drafts) = round;
        var writer = new DiagnosisWriter(person.Session);
        var made = new List<Made>();
        foreach (var (document, assignment, draft) in drafts)
        {
            made.Add(new Made(document, (await writer.FinishAsync(draft, assignment, TimeSpan.Zero, CancellationToken.None)).RecordId));
        }

        var submission = new RecordSubmission(person.Session);
        var chain = scene.Network.ChainOf(hospital).ChainId;
        foreach (var record in made)
        {
            var status = await submission.WaitAsync(chain, record.RecordId, null, person.Session.OwnIdentity(), Scene.BlockWait, CancellationToken.None);
            if (status.Status != RecordStatus.InBlock)
            {
                scene.Report.Check(held: false, $"a diagnosis of {doctor} is in a block", status.Status);
            }
        }

        return made;
    }

    private async Task<IReadOnlyList<uint>> CheckBlocksAsync(NodeName hospital)
    {
        var chain = scene.Network.ChainOf(hospital);
        var reader = scene.Network.Owner(hospital);
        var (height, hash) = await scene.HeadAsync(hospital, chain, reader);
        var counts = new List<uint>();
        for (var at = 1UL; at <= height; at++)
        {
            counts.Add((await scene.At(hospital, reader).HeaderAsync(chain.ChainId, at, CancellationToken.None)).Header.Count);
        }

        scene.Report.Say($"{hospital}'s blocks have {string.Join(", ", counts)} records");
        foreach (var node in NodeName.All.Where(node => Follows(node, hospital)))
        {
            var same = await Scene.EventuallyAsync(async () =>
            {
                var own = await scene.HeadAsync(node, chain, reader);
                return own.Height >= height && (own.Height > height || own.Hash == hash);
            });
            scene.Report.Check(same, $"{node} verified and applied {hospital}'s chain to height {height}");
        }

        return counts;
    }

    private static bool Follows(NodeName node, NodeName hospital) =>
        node == NodeName.Manager || node == NodeName.Cloud || (node == NodeName.ClinicA && hospital == NodeName.HospitalA);

    private sealed record Round(
        string Doctor, NodeName Hospital, Person Person, IReadOnlyList<(Document Document, DoctorAssignment Assignment, DiagnosisDraft Draft)> Drafts);
}
