using System.Text.Json;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;

namespace HospitalChain.Client.Operators;

/// <summary>Has a running node on this machine compare its content store with its chains, as whoever can read its data directory.</summary>
public sealed class StoreInspection
{
    private readonly AdminConnection admin;

    private StoreInspection(AdminConnection admin) => this.admin = admin;

    /// <param name="dataDirectory">The node's, with its certificate and the token of this start.</param>
    /// <param name="address">The node's API, on this machine.</param>
    public static StoreInspection Of(string dataDirectory, Uri address) => new(AdminConnection.Of(dataDirectory, address));

    /// <summary>Every finding, and the totals that say that the check came to its end.</summary>
    /// <param name="rehash">Whether every byte is read and hashed too.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(IReadOnlyList<StoreFinding> Findings, StoreTotals Totals)> CheckAsync(bool rehash, CancellationToken cancellation)
    {
        using var connection = admin.Connect(Timeout.InfiniteTimeSpan); // a sound store has nothing to say while it reads
        using var response = await connection.SendAsync(
            () => admin.Request(HttpMethod.Get, "/v1/admin/store/check?rehash=" + (rehash ? "true" : "false")),
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
