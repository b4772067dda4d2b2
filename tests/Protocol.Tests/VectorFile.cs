using System.Text.Json;

namespace HospitalChain.Protocol.Tests;

/// <summary>A file of test vectors, from the folder HOSPITALCHAIN_VECTORS or else the copy beside the tests.</summary>
internal static class VectorFile
{
    public static JsonElement Read(string name)
    {
        var folder = Environment.GetEnvironmentVariable("HOSPITALCHAIN_VECTORS");
        folder = string.IsNullOrEmpty(folder) ? Path.Combine(AppContext.BaseDirectory, "Vectors") : folder;
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name)));
        return document.RootElement.Clone();
    }

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    public static byte[] Hex(this JsonElement element, string property) => element.GetProperty(property).Hex();
}
