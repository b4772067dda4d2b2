using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HospitalChain.Node.Explorer;

/// <summary>
/// The style sheet and the icon, carried inside the assembly: they are there wherever the node is started from, with
/// nothing to publish and nothing to find on a disk.
/// </summary>
public static class ExplorerAssets
{
    private static readonly byte[] Style = Read("explorer.css");
    private static readonly byte[] Icon = Read("explorer.svg");

    /// <summary>Address of the style sheet; it changes with its bytes, so browsers keep one as long as it is right.</summary>
    public static string StylePath { get; } = PathOf("style.css", Style);

    public static string IconPath { get; } = PathOf("icon.svg", Icon);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ExplorerPath.Root + "/style.css", (HttpContext context) => Answer(context, Style, "text/css; charset=utf-8"));
        routes.MapGet(ExplorerPath.Root + "/icon.svg", (HttpContext context) => Answer(context, Icon, "image/svg+xml"));
    }

    private static FileContentHttpResult Answer(HttpContext context, byte[] bytes, string type)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, type, entityTag: new EntityTagHeaderValue($"\"{Version(bytes)}\""));
    }

    private static string PathOf(string name, byte[] bytes) => $"{ExplorerPath.Root}/{name}?v={Version(bytes)}";

    private static string Version(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("HospitalChain.Node.Explorer.Assets." + name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
