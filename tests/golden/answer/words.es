# SPDX-License-Identifier: Apache-2.0
acted url | Hemos eliminado la página.
acted domain | El dominio ha sido suspendido.
acted url | Se ha eliminado el contenido.
acted site | Estimados:\n\nGracias por su reporte. La cuenta del cliente fue cancelada.\n\nSaludos
acted site | El sitio ya no está disponible.
acted | Solucionado.
acted site | El sitio ha sido dado de baja.
decided domain | El dominio será suspendido mañana.
decided url | Vamos a eliminar la página.
unknown | No hemos eliminado la página.
unknown | La página no ha sido eliminada.
unknown | Aún no se ha suspendido el dominio.
unknown | ¿Han eliminado la página?
unknown | Por favor eliminen la página.
unknown | Cuando la página sea eliminada les avisaremos.
unknown | Si la página no es retirada, el dominio será suspendido.
unknown | La página debería estar eliminada.
unknown | Su solicitud ha sido cerrada.
unknown | Hemos eliminado la página, pero no hemos suspendido la cuenta.
unknown | Nunca hemos suspendido ese dominio.
unknown | Buenos días.
refused no-violation | No hemos encontrado ningún abuso.
refused no-violation | No se detectó actividad maliciosa.
refused no-violation | El sitio no infringe nuestras políticas.
refused no-violation | No hemos eliminado la página porque no se encontró ningún abuso.
refused not-ours | El dominio no está alojado con nosotros.
refused not-ours | No somos el proveedor de alojamiento.
refused law | Solo actuamos mediante orden judicial.
refused other | Su solicitud fue rechazada.
refused other | No podemos tomar medidas.
refused other | No vamos a suspender este dominio.
more | Por favor envíenos la URL completa.
more | Necesitamos más información.
more | ¿Podría proporcionarnos una captura de pantalla?
acknowledged | Hemos recibido su denuncia.
acknowledged | Gracias por su mensaje. Estamos investigando el caso.
acknowledged | Hemos notificado a nuestro cliente.
reversed | El sitio ha sido restablecido.
reversed | La suspensión fue levantada.
appealed | Apelamos esta decisión.
