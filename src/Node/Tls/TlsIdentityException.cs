using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HospitalChain.Node.Tls;

/// <summary>The node's certificate cannot be used; the message names the file and the fix.</summary>
public sealed class TlsIdentityException(string message, Exception? inner = null) : Exception(message, inner);
