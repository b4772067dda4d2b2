using HospitalChain.Client.Api;
using HospitalChain.Client.Http;

namespace HospitalChain.Client.Operators;

/// <summary>Has a running node on this machine announce its next certificate and show it after a while.</summary>
public static class TlsRotating
{
    /// <summary>Begins, or answers what was begun before.</summary>
    /// <param name="dataDirectory">The node's.</param>
    /// <param name="address">The node's API, on this machine.</param>
    /// <param name="switchAfter">How long peers have to hear of it.</param>
    /// <param name="overlap">How long they take the old one too.</param>
    /// <param name="cancellation">Stops asking; the node goes on.</param>
    public static async Task<TlsChange> BeginAsync(string dataDirectory, Uri address, TimeSpan switchAfter, TimeSpan overlap, CancellationToken cancellation)
    {
        var admin = AdminConnection.Of(dataDirectory, address);
        using var connection = admin.Connect();
        using var response = await connection.SendAsync(
            () => admin.Request(HttpMethod.Post, $"/v1/admin/tls/rotate?switchAfterSeconds={(uint)switchAfter.TotalSeconds}&overlapSeconds={(uint)overlap.TotalSeconds}"),
            repeatable: true,
            cancellation).ConfigureAwait(false);
        return await NodeConnection.ReadJsonAsync<TlsChange>(response, cancellation).ConfigureAwait(false);
    }
}
