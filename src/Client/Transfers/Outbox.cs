using System.Security.Cryptography;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Transfers;

/// <summary>
/// Sealed content that waits in the profile for its upload. It survives a killed client. A power cut within the seconds before
/// the system wrote it takes it away, which shows before anything of it is sent: then the file is sealed anew, under another key.
/// </summary>
internal sealed class Outbox(ProfileFolder folder)
{
    private const string Name = "outbox";
    private const string Unfinished = "sealing-";
    private readonly HashSet<Bytes32> whole = [];

    /// <summary>Name in the profile of the content with this hash.</summary>
    public static string NameOf(Bytes32 contentHash) => Path.Combine(Name, contentHash + ".sealed");

    /// <summary>Seals a file, and removes what killed clients left half sealed.</summary>
    /// <param name="file">The plaintext.</param>
    /// <param name="seal">From its first stream into its second.</param>
    /// <param name="keep">Keeps the draft that knows the content, or throws: then nothing is left of it. Called before the content has its name, so none is ever without its draft.</param>
    public async Task SealAsync(string file, Func<Stream, Stream, Task<ContentSummary>> seal, Action<ContentSummary> keep)
    {
        Sweep();
        var working = folder.PathOf(Path.Combine(Name, Unfinished + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        await using var plain = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await using var sealedFile = new FileStream(working, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None, // locked for as long as it is worked on
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            var summary = await seal(plain, sealedFile).ConfigureAwait(false);
            keep(summary);
            File.Move(working, folder.PathOf(NameOf(summary.SealedHash)), overwrite: true);
            whole.Add(summary.SealedHash);
        }
        catch
        {
            File.Delete(working);
            throw;
        }
    }

    /// <summary>The content's file, whose bytes are those that were sealed; null when they were lost.</summary>
    public async Task<string?> FindAsync(Bytes32 contentHash, CancellationToken cancellation)
    {
        var path = folder.PathOf(NameOf(contentHash));
        if (!whole.Contains(contentHash) && File.Exists(path))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (new Bytes32(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)) == contentHash)
            {
                whole.Add(contentHash);
            }
        }

        return whole.Contains(contentHash) ? path : null;
    }

    /// <summary>Uploaded, or lost: the content goes.</summary>
    public void Remove(Bytes32 contentHash)
    {
        folder.Delete(NameOf(contentHash));
        whole.Remove(contentHash);
    }

    /// <summary>What no living client holds: the lock of a killed one is gone.</summary>
    private void Sweep()
    {
        foreach (var name in folder.Names(Name).Where(name => name.StartsWith(Unfinished, StringComparison.Ordinal)))
        {
            var path = folder.PathOf(Path.Combine(Name, name));
            try
            {
                using var unlocked = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // Another client of this profile is at it, or took it away.
            }
        }
    }
}
