using Amazon.S3.Model;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.S3;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Content;

/// <summary>A check of content at an S3 server.</summary>
public sealed class S3StoreCheckTests(S3Server server) : StoreCheckTests, IClassFixture<S3Server>
{
    private readonly string prefix = $"{Guid.NewGuid():N}/";

    protected override IContentShelf MakeShelf(TemporaryFolder files) => new S3Shelf(server.Open(), S3Server.Bucket, prefix, NullLogger<S3Shelf>.Instance);

    protected override async Task DamageAsync(Bytes32 sha256, byte[] bytes)
    {
        using var service = server.Open();
        await service.PutObjectAsync(new PutObjectRequest
        {
            BucketName = S3Server.Bucket,
            Key = $"{prefix}stored/{sha256.ToString()[..2]}/{sha256}",
            InputStream = new MemoryStream(bytes),
            UseChunkEncoding = false,
        });
    }
}
