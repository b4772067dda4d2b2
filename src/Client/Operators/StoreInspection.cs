using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Operators;

/// <summary>Has a running node on this machine compare its content store with its chains, as whoever can read its data directory.</summary>
public sealed class StoreInspection
{
    private readonly NodeAddress node;
    private readonly string token;

    private StoreInspection(NodeAddress node, string token) => (this.node, this.token) = (node, token);

    /// <param name="dataDirectory">The node's, with its certificate and the token of this start.</param>
    /// <param name="address">The node's API, on this machine.</param>
    public static StoreInspection Of(string dataDirectory, Uri address)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(dataDirectory, "tls.pem")));
        return new StoreInspection(
            new NodeAddress(address, new Bytes32(SHA256.HashData(certificate.RawData)), default), File.ReadAllText(Path.Combine(dataDirectory, "admin.token")).Trim());
    }

    /// <summary>Every finding, and the totals that say that the check came to its end.</summary>
    /// <param name="rehash">Whether every byte is read and hashed too.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(IReadOnlyList<StoreFinding> Findings, StoreTotals Totals)> CheckAsync(bool rehash, CancellationToken cancellation)
    {
        using var connection = new NodeConnection(node, identity: null, PinnedTransport.For(node), TimeProvider.System)
        {
            SilenceMax = Timeout.InfiniteTimeSpan, // a sound store has nothing to say while it reads
        };
        using var response = await connection.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, "/v1/admin/store/check?rehash=" + (rehash ? "true" : "false"));
                request.Headers.TryAddWithoutValidation("Authorization", "Admin " + token);
                return request;
            },
            repeatable: true,
            cancellation).ConfigureAwait(false);
        var findings = new List<StoreFinding>();
        StoreTotals? totals = null;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable<StoreCheckLine>(body, WireJson.Options, cancellation).ConfigureAwait(false))
                {
                    if (line?.Finding is { } finding)
                    {
                        findings.Add(finding);
                    }

                    totals = line?.Totals ?? totals;
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or IOException)
        {
            throw new RefusedException(ClientRefusals.AnswerMalformed.With("the check broke off; the node's log says why"));
        }

        return (findings, totals ?? throw new RefusedException(ClientRefusals.AnswerMalformed.With("the check did not come to its end")));
    }
}
