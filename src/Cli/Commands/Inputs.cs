using System.CommandLine;
using System.CommandLine.Parsing;
using HospitalChain.Client;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Cli.Commands;

/// <summary>Options and arguments of the forms that commands share.</summary>
internal static class Inputs
{
    private static readonly SortedDictionary<string, ProfileRole> Roles =
        new(Enum.GetValues<ProfileRole>().ToDictionary(NameOf, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>A role's name, as it stands in keystores.</summary>
    public static string NameOf(ProfileRole role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    public static Option<Bytes32?> Hash(string name, string description, bool required = false) => new(name)
    {
        Description = description + " (64 hexadecimal digits)",
        Required = required,
        CustomParser = result => Parse(result),
    };

    public static Option<Bytes32[]> Hashes(string name, string description) => new(name)
    {
        Description = description + " (64 hexadecimal digits)",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            var values = new List<Bytes32>();
            foreach (var token in result.Tokens)
            {
                if (Bytes32.TryParse(token.Value, out var value))
                {
                    values.Add(value);
                }
                else
                {
                    result.AddError($"{token.Value} is not 64 hexadecimal digits");
                }
            }

            return [.. values];
        },
    };

    public static Argument<Bytes32?> HashArgument(string name, string description) => new(name)
    {
        Arity = ArgumentArity.ExactlyOne,
        Description = description + " (64 hexadecimal digits)",
        CustomParser = result => Parse(result),
    };

    /// <summary>Whose keys or profile: named as in the keystore, such as <c>third-party</c>.</summary>
    public static Option<ProfileRole> Role() => new("--role")
    {
        Description = "Whose: " + string.Join(", ", Roles.Keys) + ".",
        Required = true,
        CustomParser = result =>
        {
            if (result.Tokens.Count == 1 && Roles.TryGetValue(result.Tokens[0].Value, out var role))
            {
                return role;
            }

            result.AddError("--role is one of " + string.Join(", ", Roles.Keys));
            return default;
        },
    };

    public static Option<string?> Text(string name, string description, bool required = false) => new(name) { Description = description, Required = required };

    public static Option<string> File(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>Reads hexadecimal of exactly one size, such as a PID.</summary>
    public static byte[] Hex(string text, int size, string what)
    {
        var bytes = new byte[size];
        return text.Length == 2 * size && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : throw new RefusedException(ClientRefusals.InputInvalid.With($"{what} has {2 * size} hexadecimal digits"));
    }

    public static byte[] ReadFile(string path, int bytesMax)
    {
        var info = new FileInfo(path);
        return !info.Exists ? throw new RefusedException(ClientRefusals.FileMissing.With(path))
            : info.Length > bytesMax ? throw new RefusedException(Refusals.RecordTooLarge.With($"{path}: {info.Length} bytes, limit {bytesMax}"))
            : System.IO.File.ReadAllBytes(path);
    }

    /// <summary>What a file says, in UTF-8.</summary>
    public static string Words(string? path, int bytesMax, string needs) => path is null
        ? throw new RefusedException(ClientRefusals.InputInvalid.With($"needs {needs}"))
        : System.Text.Encoding.UTF8.GetString(ReadFile(path, bytesMax));

    /// <summary>Writes a new file; secret ones for their owner only.</summary>
    public static void WriteFile(string path, ReadOnlySpan<byte> bytes, bool secret = false)
    {
        if (System.IO.File.Exists(path))
        {
            throw new RefusedException(ClientRefusals.FileExists.With(path));
        }

        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (secret ? UnixFileMode.None : UnixFileMode.GroupRead | UnixFileMode.OtherRead),
        });
        file.Write(bytes);
    }

    public static Genesis ReadGenesis(string path) => Genesis.Parse(ReadFile(path, Genesis.BytesMax)).OrRefuse();

    private static Bytes32? Parse(ArgumentResult result)
    {
        if (result.Tokens.Count == 1 && Bytes32.TryParse(result.Tokens[0].Value, out var value))
        {
            return value;
        }

        var name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"{name} takes 64 hexadecimal digits, here are {result.Tokens.Sum(token => token.Value.Length)} characters"); // which ones may be anybody's name
        return null;
    }
}
