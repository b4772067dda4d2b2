using System.Security.Cryptography;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Profiles;

/// <summary>What waits for its upload is what was sealed, or is known to be lost; nothing half sealed stays.</summary>
public sealed class OutboxTests
{
    private readonly ProfileFolder folder = TestParty.NewFolder();
    private readonly string file;

    public OutboxTests()
    {
        file = folder.PathOf("plain");
        File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(100_000));
    }

    private string Place => folder.PathOf("outbox");

    [Fact]
    public async Task What_a_killed_client_left_half_sealed_goes_with_the_next_sealing_and_what_a_living_one_seals_stays()
    {
        var (left, lived) = (folder.PathOf("outbox/sealing-dead"), folder.PathOf("outbox/sealing-living"));
        await File.WriteAllTextAsync(left, "half");
        await using var living = new FileStream(lived, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var hash = await SealAsync(new Outbox(folder));
        Assert.Equal([hash + ".sealed", "sealing-living"], Names());
    }

    [Fact]
    public async Task What_was_sealed_is_found_by_another_client_only_while_it_is_whole()
    {
        var hash = await SealAsync(new Outbox(folder));
        var path = await new Outbox(folder).FindAsync(hash, default);
        Assert.Equal(hash, new Bytes32(SHA256.HashData(await File.ReadAllBytesAsync(path!))));

        await using (var sealedFile = new FileStream(path!, FileMode.Open, FileAccess.Write))
        {
            sealedFile.SetLength(sealedFile.Length - 1); // what a power cut leaves
        }

        Assert.Null(await new Outbox(folder).FindAsync(hash, default));
        File.Delete(path!);
        Assert.Null(await new Outbox(folder).FindAsync(hash, default));
    }

    [Fact]
    public async Task A_sealing_that_fails_or_is_not_wanted_leaves_nothing()
    {
        var outbox = new Outbox(folder);
        await Assert.ThrowsAsync<IOException>(() => outbox.SealAsync(file, (_, _) => throw new IOException("the stick was pulled"), _ => { }));
        await Assert.ThrowsAsync<RefusedException>(() => SealAsync(outbox, _ => throw new RefusedException(ClientRefusals.DiagnosisUnfinished)));
        Assert.Empty(Names());
    }

    [Fact]
    public async Task A_content_has_its_name_only_after_its_draft_is_kept()
    {
        await SealAsync(new Outbox(folder), _ => Assert.DoesNotContain(Names(), name => name.EndsWith(".sealed", StringComparison.Ordinal)));
        Assert.Single(Names());
    }

    private async Task<Bytes32> SealAsync(Outbox outbox, Action<ContentSummary>? keep = null)
    {
        var hash = Bytes32.Zero;
        await outbox.SealAsync(file, (plain, target) => ContentEncryption.SealAsync(plain, target, ContentEncryption.NewKey()), summary =>
        {
            keep?.Invoke(summary);
            hash = summary.SealedHash;
        });
        return hash;
    }

    private string[] Names() => [.. Directory.EnumerateFiles(Place).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
