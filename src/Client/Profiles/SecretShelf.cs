using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Profiles;

/// <summary>
/// What a party must remember and nobody else may read (α, t, visits, drafts), each item encrypted under a key that only
/// its keystore gives; kind and id are authenticated with it.
/// </summary>
public sealed class SecretShelf : IDisposable
{
    private readonly ProfileFolder folder;
    private readonly byte[] key;

    public SecretShelf(ProfileFolder folder, KeyTree keys)
    {
        this.folder = folder;
        key = keys.Profile();
    }

    /// <summary>Stores or replaces an item.</summary>
    public void Put(string kind, Bytes32 id, ReadOnlySpan<byte> content) =>
        folder.Write(NameOf(kind, id), SealedBox.Seal(key, content, Aad(kind, id)));

    /// <summary>Stores a note as JSON.</summary>
    public void PutNote<T>(string kind, Bytes32 id, T note)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(note, WireJson.Options);
        Put(kind, id, bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>An item, or null where there is none.</summary>
    /// <exception cref="RefusedException">It does not open: another keystore's, or changed.</exception>
    public byte[]? Get(string kind, Bytes32 id)
    {
        if (folder.Read(NameOf(kind, id)) is not { } box)
        {
            return null;
        }

        return SealedBox.TryOpen(key, box, Aad(kind, id), out var content) ? content : throw new RefusedException(ClientRefusals.SecretUnreadable.With($"{kind} {id}"));
    }

    /// <summary>A note, or null where there is none.</summary>
    public T? GetNote<T>(string kind, Bytes32 id)
        where T : class
    {
        if (Get(kind, id) is not { } bytes)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes, WireJson.Options);
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(ClientRefusals.ProfileDamaged.With($"{kind} {wrong.Path}"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Ids of all items of a kind.</summary>
    public IReadOnlyList<Bytes32> Ids(string kind) =>
        [.. folder.Names(FolderOf(kind)).Select(name => Bytes32.TryParse(name, out var id) ? id : (Bytes32?)null).OfType<Bytes32>()];

    /// <summary>All notes of a kind.</summary>
    public IReadOnlyList<T> Notes<T>(string kind)
        where T : class =>
        [.. Ids(kind).Select(id => GetNote<T>(kind, id)).OfType<T>()];

    public bool Has(string kind, Bytes32 id) => folder.Read(NameOf(kind, id)) is not null;

    public void Remove(string kind, Bytes32 id) => folder.Delete(NameOf(kind, id));

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    /// <summary>The shelf's name for something that has no 32-byte id of its own, such as a PID.</summary>
    public static Bytes32 IdOf(ReadOnlySpan<byte> value) => new(SHA256.HashData(value));

    private static string FolderOf(string kind) => Path.Combine("secrets", kind);

    private static string NameOf(string kind, Bytes32 id) => Path.Combine(FolderOf(kind), id.ToString());

    private static byte[] Aad(string kind, Bytes32 id) => [.. Encoding.ASCII.GetBytes(kind), 0, .. id.ToArray()];
}
