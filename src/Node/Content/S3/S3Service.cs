using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using HospitalChain.Node.Configuration;

namespace HospitalChain.Node.Content.S3;

/// <summary>The client of one S3-compatible service, set so that every such service understands it.</summary>
public static class S3Service
{
    private const int RetriesMax = 3;
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="NodeOptionsException">The credentials cannot be used.</exception>
    public static AmazonS3Client Open(S3Options options)
    {
        var (accessKey, secretKey) = CredentialsIn(options.CredentialsFile);
        return new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = options.Endpoint.ToString(),
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            MaxErrorRetry = RetriesMax,
            Timeout = AnswerTimeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // trailing checksums are Amazon's own; what is kept is read back and hashed
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    /// <summary>A failure of the service as the store's own; null for a bug.</summary>
    public static ShelfException? FailureOf(Exception exception) => exception switch
    {
        AmazonS3Exception refused => new ShelfException($"the S3 service answers {(int)refused.StatusCode} {refused.ErrorCode}", refused),
        AmazonServiceException or AmazonClientException or HttpRequestException or WebException or TimeoutException =>
            new ShelfException("the S3 service does not answer: " + exception.GetType().Name, exception),
        HttpIOException or IOException { InnerException: SocketException } => new ShelfException("the S3 service broke off", exception),
        _ => null,
    };

    private static (string AccessKey, string SecretKey) CredentialsIn(string path)
    {
        const string key = "content.s3.credentialsFile";
        if ((File.GetUnixFileMode(path) & OfOthers) != UnixFileMode.None)
        {
            throw new NodeOptionsException(key, $"others may read or change {path}", "chmod 600 the file.");
        }

        return File.ReadAllLines(path) is [{ Length: > 0 } accessKey, { Length: > 0 } secretKey, ..]
            ? (accessKey.Trim(), secretKey.Trim())
            : throw new NodeOptionsException(key, $"{path} does not hold two lines", "Write the access key in the first line, the secret key in the second.");
    }
}
