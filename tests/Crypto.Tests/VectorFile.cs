using System.Text.Json;

namespace HospitalChain.Crypto.Tests;

/// <summary>Reads a vector file: from the folder in HOSPITALCHAIN_VECTORS, else the copy beside the tests.</summary>
internal static class VectorFile
{
    public static IReadOnlyList<JsonElement> Cases(string name)
    {
        var folder = Environment.GetEnvironmentVariable("HOSPITALCHAIN_VECTORS");
        var path = Path.Combine(string.IsNullOrEmpty(folder) ? Path.Combine(AppContext.BaseDirectory, "Vectors") : folder, name);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement[] cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.Clone())];
        Assert.NotEmpty(cases);
        return cases;
    }

    public static string Text(this JsonElement item, string name) => item.GetProperty(name).GetString()!;

    public static byte[] Hex(this JsonElement item, string name) => Convert.FromHexString(item.Text(name));

    public static Bytes32 Hash(this JsonElement item, string name) => new(item.Hex(name));

    public static byte[][] HexList(this JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(element => Convert.FromHexString(element.GetString()!))];
}
