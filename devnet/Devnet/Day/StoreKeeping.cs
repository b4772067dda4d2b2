using HospitalChain.Client.Api;
using HospitalChain.Client.Operators;

namespace HospitalChain.Devnet.Day;

/// <summary>The cloud's operator compares the content store with the chains, damages a file and loses one, and finds both.</summary>
internal sealed class StoreKeeping(Scene scene)
{
    private const string Unnamed = "CONTENT_NOT_ON_CHAIN";

    public async Task PlayAsync()
    {
        scene.Report.Chapter("The cloud's content store is compared with the chains");
        var (findings, totals) = await CheckAsync();
        scene.Report.Check(
            findings.All(finding => finding.Code == Unnamed) && totals.Records > 0,
            $"{totals.Contents} contents are whole and named by {totals.Records} records, all but the {findings.Count} of refused records",
            string.Join(", ", findings));
        var kept = StoredFiles().First(file => findings.All(finding => finding.Sha256.ToString() != Path.GetFileName(file)));
        var bytes = await File.ReadAllBytesAsync(kept);
        await File.WriteAllBytesAsync(kept, [(byte)(bytes[0] ^ 1), .. bytes[1..]]);
        await FoundAsync("CONTENT_HASH_MISMATCH", kept, "one flipped bit is found");
        File.Delete(kept);
        await FoundAsync("CONTENT_NOT_FOUND", kept, "a file that is gone is found");
        await File.WriteAllBytesAsync(kept, bytes);
        scene.Report.Check((await CheckAsync()).Findings.All(finding => finding.Code == Unnamed), "put back, it is sound again");
    }

    private async Task FoundAsync(string code, string file, string claim)
    {
        var found = (await CheckAsync()).Findings.Where(finding => finding.Code != Unnamed).ToArray();
        scene.Report.Check(found is [{ } only] && only.Code == code && only.Sha256.ToString() == Path.GetFileName(file), $"{claim}: {code}", string.Join(", ", found.AsEnumerable()));
    }

    private Task<(IReadOnlyList<StoreFinding> Findings, StoreTotals Totals)> CheckAsync() => StoreInspection
        .Of(scene.Network.Layout.DataFolder(NodeName.Cloud), scene.Network.AddressOf(NodeName.Cloud).Address).CheckAsync(rehash: true, CancellationToken.None);

    private IEnumerable<string> StoredFiles() =>
        Directory.EnumerateFiles(Path.Combine(scene.Network.Layout.DataFolder(NodeName.Cloud), "content", "stored"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
