using HospitalChain.Client.Documents;
using HospitalChain.Client.Tests.Cli;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>`hchain store check` as a cloud's operator runs it on the cloud's machine, against a running node.</summary>
public sealed class StoreCheckCommandTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DataFolder => Path.GetDirectoryName(network.CloudFolder)!;

    [Fact]
    public async Task A_sound_store_exits_0_and_each_kind_of_damage_7_with_its_name()
    {
        var (folder, status) = await new FolderDesk(network.HospitalSession()).OpenAsync(visit: null, "checked", DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        var document = await network.PutAsync(folder);
        var hash = ((Document)network.Node("cloud").Chain(network.ChainA).ReadRecord(document.Id)!.Record.Body).Content.ContentHash.ToString();
        var stored = Path.Combine(network.CloudFolder, "stored", hash[..2], hash);
        var bytes = await File.ReadAllBytesAsync(stored, Cancellation);

        var sound = await CheckAsync();
        Assert.Equal((0, true), (sound.ExitCode, sound.Json.GetProperty("sound").GetBoolean()));
        Assert.True(sound.Json.GetProperty("contents").GetInt64() >= 1);

        await File.WriteAllBytesAsync(stored, [(byte)(bytes[0] ^ 1), .. bytes[1..]], Cancellation);
        await FindsAsync("CONTENT_HASH_MISMATCH", hash);
        Assert.Equal(0, (await CheckAsync("--quick")).ExitCode); // names and sizes are right
        File.Delete(stored);
        await FindsAsync("CONTENT_NOT_FOUND", hash);
        await File.WriteAllBytesAsync(stored, bytes, Cancellation);
        Assert.Equal(0, (await CheckAsync()).ExitCode);
    }

    [Fact]
    public async Task Who_cannot_read_the_data_directory_learns_nothing()
    {
        var elsewhere = Directory.CreateDirectory(network.NewFile("elsewhere")).FullName;
        File.Copy(Path.Combine(DataFolder, "tls.pem"), Path.Combine(elsewhere, "tls.pem"));
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "admin.token"), new string('0', 64), Cancellation);
        var refused = await HchainProcess.RunAsync("store", "check", elsewhere, "--node", network.Cloud.Address.ToString(), "--json");
        Assert.Equal(3, refused.ExitCode);
        Assert.False(refused.Json.TryGetProperty("findings", out _));
    }

    private async Task FindsAsync(string code, string hash)
    {
        var found = await CheckAsync();
        Assert.Equal(7, found.ExitCode);
        var finding = Assert.Single(found.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal((code, hash), (finding.GetProperty("code").GetString(), finding.GetProperty("sha256").GetString()));
    }

    private Task<HchainProcess> CheckAsync(params string[] options) =>
        HchainProcess.RunAsync(["store", "check", DataFolder, "--node", network.Cloud.Address.ToString(), "--json", .. options]);
}
