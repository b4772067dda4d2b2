using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Content;

/// <summary>A check of content in a folder.</summary>
public sealed class FolderStoreCheckTests : StoreCheckTests
{
    protected override IContentShelf MakeShelf(TemporaryFolder files) => new FolderShelf(files.File("content/stored"));

    protected override Task DamageAsync(Bytes32 sha256, byte[] bytes) =>
        File.WriteAllBytesAsync(Files.File($"content/stored/{sha256.ToString()[..2]}/{sha256}"), bytes);
}
