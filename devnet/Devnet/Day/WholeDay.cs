namespace HospitalChain.Devnet.Day;

/// <summary>The day in two hospitals, chapter by chapter, every result checked.</summary>
internal sealed class WholeDay(Network network, Supervisor supervisor, Report report)
{
    public async Task PlayAsync()
    {
        var secrets = new Secrets();
        var scene = new Scene(network, supervisor, report, secrets);
        await new Enrolments(scene).PlayAsync();
        var visits = await new Registrations(scene).PlayAsync();
        var documents = Document.ReadAll(network.Layout, secrets);
        var ward = new Ward(scene, visits);
        var made = await ward.PlayAsync(documents);
        var beside = report.Aside(); // the team's turns take a block each: meanwhile the day goes on
        var team = new Team(scene with { Report = beside }, visits);
        var signing = team.SignAsync();
        await new Sharing(scene, visits, made).PlayAsync();
        var recordId = await signing;
        var reading = team.ReadAsync(recordId);
        await new Cheats(scene, visits).PlayAsync();
        await reading;
        report.Tell(beside);
        await new Documents(scene, visits).PlayAsync();
        await new Fellows(scene, visits, ward, documents).PlayAsync();
        await new Witnesses(scene).PlayAsync();
        await new LyingHospital(scene, documents).PlayAsync();
        await new StoreKeeping(scene).PlayAsync();
        await new Emergency(scene, visits, made, recordId).PlayAsync();
        await new Rotations(scene, visits, made, ward, documents).PlayAsync();
        await new Outages(scene, ward, documents).PlayAsync();
        CheckSecrecy(secrets);
    }

    private void CheckSecrecy(Secrets secrets)
    {
        report.Chapter("What the nodes hold");
        var found = NodeName.Every.SelectMany(node => secrets.FindIn(network.Layout.NodeFolder(node))).ToArray();
        report.Check(
            found.Length == 0,
            "no byte that a node stored or logged holds a document's marker or a patient's name",
            string.Join(", ", found.Take(5).Select(hit => $"{Path.GetRelativePath(network.Layout.Root, hit.File)}: {hit.Marker[..6]}…")));
    }
}
