using System.Security.Cryptography;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>A plaintext goes into a file of its reader's own and nowhere else.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opening-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_or_link_that_lies_in_the_way_gets_none_of_it()
    {
        var key = ContentEncryption.NewKey();
        var plain = "a diagnosis"u8.ToArray();
        var (source, target, trap) = (Path.Combine(folder, "sealed"), Path.Combine(folder, "opened"), Path.Combine(folder, "trap"));
        await File.WriteAllBytesAsync(source, ContentEncryption.Seal(plain, key));
        await File.WriteAllBytesAsync(trap, []);
        File.CreateSymbolicLink(target + ".unverified", trap);

        await ContentOpening.OpenAsync(source, (byte[])[.. key, .. SHA256.HashData(plain)], target, default);

        Assert.Empty(await File.ReadAllBytesAsync(trap));
        Assert.Equal(plain, await File.ReadAllBytesAsync(target));
        Assert.Null(new FileInfo(target).LinkTarget);
    }
}
