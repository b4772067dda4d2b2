using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Tests.Support;

public static class Answers
{
    /// <summary>The answer is this refusal as problem details, with its rule and hint.</summary>
    public static async Task AssertRefusedAsync(this Task<HttpResponseMessage> asked, HttpRefusal refusal)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == (HttpStatusCode)refusal.Status, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(refusal.Code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(refusal.Rule, problem.RootElement.GetProperty("rule").GetString());
        Assert.Equal(refusal.Hint, problem.RootElement.GetProperty("hint").GetString());
    }

    public static async Task<T> ReadAsync<T>(this Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(TestCaller.Json))!;
    }

    public static Bytes32 Sha256(this byte[] bytes) => new(SHA256.HashData(bytes));

    public static Bytes32 Filled(byte value) => new(Enumerable.Repeat(value, Bytes32.Size).ToArray());
}
