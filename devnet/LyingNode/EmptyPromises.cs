using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.LyingNode;

/// <summary>Censors: answers a record with a PROMISE under the hospital's true key, and never lets the chain hear of it.</summary>
internal static class EmptyPromises
{
    public static void UseEmptyPromises(this WebApplication node, LyingOrders orders)
    {
        var chains = node.Services.GetRequiredService<ChainDirectory>();
        var key = node.Services.GetRequiredService<SigningKey>();
        node.Use(async (context, next) =>
        {
            if (orders.Censoring && HttpMethods.IsPost(context.Request.Method) && context.Request.Path == $"/v1/chains/{chains.Sealed?.ChainId}/records"
                && await ReadAsync(context.Request) is { } record)
            {
                var promise = Promise(chains.Sealed!.Genesis, record.Id, key);
                await TypedResults.Accepted((string?)null, new RecordStatusView(record.Id, "promised", Convert.ToHexStringLower(promise.ToBytes()), null, null)).ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    private static Promise Promise(Genesis genesis, Bytes32 recordId, SigningKey key)
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var deadline = now + genesis.Parameters.PromiseWaitMillis;
        return new Promise(genesis.ChainId, recordId, now, deadline, key.Sign(SignedMessage.Promise(genesis.ChainId, recordId, now, deadline)));
    }

    private static async Task<Record?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return Record.Parse(body.ToArray()).Value;
    }
}
